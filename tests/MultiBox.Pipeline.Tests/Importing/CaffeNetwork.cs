using System.Runtime.InteropServices;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>
/// The blobs of Caffe's SSD networks, listed as their definitions name them. VGG: weiliu89/caffe, branch ssd, examples/ssd/ssd_pascal.py and
/// python/caffe/model_libs.py. MobileNet-SSD: chuanqi305/MobileNet-SSD, voc/MobileNetSSD_train.prototxt.
/// </summary>
internal static class CaffeNetwork
{
    private const string Format = "caffemodel";
    private const int Classes = 21;

    /// <summary>SSD with VGG-16, with extra layers conv6 to the given one.</summary>
    public static WeightFile Vgg(int last)
    {
        var weights = new ForeignWeights();
        var channels = 3;
        foreach (var (group, (count, filters)) in new[] { (2, 64), (2, 128), (3, 256), (3, 512), (3, 512) }.Index())
        {
            for (var i = 1; i <= count; i++)
            {
                Convolution(weights, $"conv{group + 1}_{i}", filters, channels, 3);
                channels = filters;
            }
        }

        Convolution(weights, "fc6", 1024, 512, 3);
        Convolution(weights, "fc7", 1024, 1024, 1);
        weights.Add("conv4_3_norm/0", 512);
        int[] boxes = last == 10 ? [4, 6, 6, 6, 6, 4, 4] : [4, 6, 6, 6, 4, 4];
        Predictors(weights, "conv4_3_norm", 512, boxes[0], 3);
        Predictors(weights, "fc7", 1024, boxes[1], 3);
        channels = 1024;
        for (var k = 6; k <= last; k++)
        {
            var (squeezed, filters) = k == 6 ? (256, 512) : (128, 256);
            Convolution(weights, $"conv{k}_1", squeezed, channels, 1);
            Convolution(weights, $"conv{k}_2", filters, squeezed, k == 10 ? 4 : 3);
            Predictors(weights, $"conv{k}_2", filters, boxes[k - 4], 3);
            channels = filters;
        }

        return weights.ToFile(Format);
    }

    /// <summary>MobileNet-SSD as it is trained: each convolution is followed by a BatchNorm and a Scale layer.</summary>
    /// <param name="factor">What the means and variances are to be divided by, the third blob of BatchNorm.</param>
    public static WeightFile MobileNet(float factor = 999.98f)
    {
        var weights = new ForeignWeights();
        Unit("conv0", 32, 3, 3);
        var channels = 32;
        foreach (var (i, filters) in new[] { 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024 }.Index())
        {
            Unit($"conv{i + 1}/dw", channels, 1, 3);
            Unit($"conv{i + 1}", filters, channels, 1);
            channels = filters;
        }

        foreach (var (i, (squeezed, filters)) in new[] { (256, 512), (128, 256), (128, 256), (64, 128) }.Index())
        {
            Unit($"conv{i + 14}_1", squeezed, channels, 1);
            Unit($"conv{i + 14}_2", filters, squeezed, 3);
            channels = filters;
        }

        foreach (var (layer, count, boxes) in new[] { ("conv11", 512, 3), ("conv13", 1024, 6), ("conv14_2", 512, 6), ("conv15_2", 256, 6), ("conv16_2", 256, 6), ("conv17_2", 128, 6) })
        {
            Predictors(weights, layer, count, boxes, 1);
        }

        var file = weights.ToFile(Format);
        return file with { Tensors = [.. file.Tensors.Select(Plausible)] };

        void Unit(string name, int outputs, int inputs, int kernel) => weights.Add($"{name}/0", outputs, inputs, kernel, kernel)
            .Add($"{name}/bn/0", outputs).Add($"{name}/bn/1", outputs).Add($"{name}/bn/2", 1).Add($"{name}/scale/0", outputs).Add($"{name}/scale/1", outputs);

        // Variances are positive, scales keep the maps small, and the statistics are sums that the factor divides.
        WeightTensor Plausible(WeightTensor tensor) => tensor.Name switch
        {
            var name when name.EndsWith("/bn/0", StringComparison.Ordinal) => Map(tensor, value => value * factor),
            var name when name.EndsWith("/bn/1", StringComparison.Ordinal) => Map(tensor, value => (0.05f + Math.Abs(value)) * factor),
            var name when name.EndsWith("/bn/2", StringComparison.Ordinal) => Map(tensor, _ => factor),
            var name when name.EndsWith("/scale/0", StringComparison.Ordinal) => Map(tensor, value => 0.1f + value),
            _ => tensor,
        };
    }

    /// <summary>
    /// The same network for deployment, by the arithmetic of its merge_bn.py: with s = scale / sqrt(var + 1e-5) a weight becomes weight * s, and
    /// the bias shift - mean * s.
    /// </summary>
    public static WeightFile Merge(WeightFile trained)
    {
        var blobs = trained.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.ToFloats());
        var merged = new List<WeightTensor>();
        foreach (var tensor in trained.Tensors.Where(tensor => !tensor.Name.Contains("/bn/", StringComparison.Ordinal) && !tensor.Name.Contains("/scale/", StringComparison.Ordinal)))
        {
            var layer = tensor.Name[..^2];
            if (!blobs.TryGetValue($"{layer}/bn/0", out var mean))
            {
                merged.Add(tensor);
                continue;
            }

            var factor = (double)blobs[$"{layer}/bn/2"][0];
            var (variance, scale, shift) = (blobs[$"{layer}/bn/1"], blobs[$"{layer}/scale/0"], blobs[$"{layer}/scale/1"]);
            double Slope(int channel) => scale[channel] / Math.Sqrt((variance[channel] / factor) + 1e-5);
            var perChannel = tensor.Count / mean.Length;
            merged.Add(Tensor(tensor.Name, tensor.Shape, [.. blobs[tensor.Name].Select((value, i) => (float)(value * Slope(i / perChannel)))]));
            merged.Add(Tensor($"{layer}/1", [mean.Length], [.. mean.Select((value, channel) => (float)(shift[channel] - (value / factor * Slope(channel))))]));
        }

        return trained with { Tensors = merged };
    }

    private static void Convolution(ForeignWeights weights, string name, int outputs, int inputs, int kernel) =>
        weights.Add($"{name}/0", outputs, inputs, kernel, kernel).Add($"{name}/1", outputs);

    private static void Predictors(ForeignWeights weights, string layer, int channels, int boxes, int kernel)
    {
        Convolution(weights, $"{layer}_mbox_loc", 4 * boxes, channels, kernel);
        Convolution(weights, $"{layer}_mbox_conf", Classes * boxes, channels, kernel);
    }

    private static WeightTensor Map(WeightTensor tensor, Func<float, float> change) => Tensor(tensor.Name, tensor.Shape, Array.ConvertAll(tensor.ToFloats(), value => change(value)));

    private static WeightTensor Tensor(string name, IReadOnlyList<long> shape, float[] values) => new(name, WeightType.F32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());
}
