using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Experiments;
using MultiBox.Inference.Setup;
using MultiBox.Pipeline.Tests.EndToEnd;

namespace MultiBox.Pipeline.Tests.Setup;

/// <summary>The default boxes of Caffe's networks are those of its PriorBox layer (weiliu89/caffe, src/caffe/layers/prior_box_layer.cpp).</summary>
public sealed class CaffePriorBoxTests
{
    private static readonly double[] _two = [2];
    private static readonly double[] _three = [2, 3];

    // Of each layer: cells a side, min_size, max_size (0: none), aspect ratios beside 1, and step (0: input over cells).
    private static readonly (int Cells, double Min, double Max, double[] Ratios, double Step)[] _ssd300 =
    [
        (38, 30, 60, _two, 8), (19, 60, 111, _three, 16), (10, 111, 162, _three, 32), (5, 162, 213, _three, 64), (3, 213, 264, _two, 100), (1, 264, 315, _two, 300),
    ];

    private static readonly (int Cells, double Min, double Max, double[] Ratios, double Step)[] _ssd512 =
    [
        (64, 35.84, 76.8, _two, 8), (32, 76.8, 153.6, _three, 16), (16, 153.6, 230.4, _three, 32), (8, 230.4, 307.2, _three, 64), (4, 307.2, 384, _three, 128),
        (2, 384, 460.8, _two, 256), (1, 460.8, 537.6, _two, 512),
    ];

    private static readonly (int Cells, double Min, double Max, double[] Ratios, double Step)[] _mobileNet =
    [
        (19, 60, 0, _two, 0), (10, 105, 150, _three, 0), (5, 150, 195, _three, 0), (3, 195, 240, _three, 0), (2, 240, 285, _three, 0), (1, 285, 300, _three, 0),
    ];

    [Fact]
    public void SSD300_has_Caffes_boxes() => MustEqual("vgg16-300-caffe", 300, _ssd300, 8_732);

    [Fact]
    public void SSD512_has_Caffes_boxes() => MustEqual("vgg16-512-caffe", 512, _ssd512, 24_564);

    [Fact]
    public void MobileNet_SSD_has_Caffes_boxes() => MustEqual("mobilenet-ssd-300", 300, _mobileNet, 1_917);

    private static void MustEqual(string name, int input, (int Cells, double Min, double Max, double[] Ratios, double Step)[] layers, int count)
    {
        var expected = layers.SelectMany(layer => PriorBoxes(input, layer.Cells, layer.Min, layer.Max, layer.Ratios, layer.Step)).ToList();
        Assert.Equal(count, expected.Count);
        var options = ExperimentFiles.Read(Laboratory.Repository, ExperimentFiles.Find(Laboratory.Repository, name)).Model.DefaultBoxes;
        var generator = ModelSetup.Generator(options, input, [.. layers.Select(layer => new FeatureMap($"{layer.Cells}", 1, 1))]);
        var found = generator.Generate(input, input, [.. layers.Select(layer => new FeatureMapSize(layer.Cells, layer.Cells))]).Corners.ToArray();
        Assert.Equal(count, found.Length);
        foreach (var (i, (a, b)) in expected.Zip(found).Index())
        {
            var difference = Math.Max(Math.Max(Math.Abs(a.X1 - b.X1), Math.Abs(a.Y1 - b.Y1)), Math.Max(Math.Abs(a.X2 - b.X2), Math.Abs(a.Y2 - b.Y2)));
            Assert.True(difference < 1e-6, $"box {i}: expected {a}, found {b}");
        }
    }

    // In a cell: a square of min_size, one of sqrt(min_size * max_size), and each ratio followed by its inverse. The layer keeps sizes as
    // whole pixels.
    private static IEnumerable<Box> PriorBoxes(int input, int cells, double min, double max, double[] ratios, double step)
    {
        var (minSize, maxSize) = ((int)min, (int)max);
        var pitch = step == 0 ? (double)input / cells : step;
        for (var row = 0; row < cells; row++)
        {
            for (var column = 0; column < cells; column++)
            {
                var (x, y) = ((column + 0.5) * pitch, (row + 0.5) * pitch);
                yield return Around(minSize, minSize);
                if (maxSize > 0) yield return Around(Math.Sqrt(minSize * maxSize), Math.Sqrt(minSize * maxSize));
                foreach (var ratio in ratios.SelectMany(ratio => new[] { ratio, 1 / ratio })) yield return Around(minSize * Math.Sqrt(ratio), minSize / Math.Sqrt(ratio));

                Box Around(double width, double height) => new(
                    (float)((x - (width / 2)) / input), (float)((y - (height / 2)) / input), (float)((x + (width / 2)) / input), (float)((y + (height / 2)) / input));
            }
        }
    }
}
