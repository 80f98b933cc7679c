using System.Runtime.InteropServices;
using Google.Protobuf;
using MultiBox.Abstractions;
using MultiBox.Weights.Caffe;

namespace MultiBox.Weights;

/// <summary>
/// Reads Caffe's <c>.caffemodel</c> files, of both layer formats. Blob i of a layer is the tensor <c>layer/i</c>: for a convolution 0 is
/// the weight and 1 the bias; for BatchNorm 0 is the mean, 1 the variance and 2 the factor both are to be divided by; for Scale 0
/// is the factor and 1 the bias.
/// </summary>
public static class CaffeModelReader
{
    private const string Format = "caffemodel";
    private const int MaxDepth = 16;

    /// <summary>Reads all blobs.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">The file is damaged: what and where.</exception>
    public static WeightFile Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > int.MaxValue) throw new InvalidDataException($"it has {stream.Length} bytes, more than the format allows");
            // The size limit is the file's own: a length inside it that claims more ends the reading.
            using var input = CodedInputStream.CreateWithLimits(stream, (int)Math.Max(1, stream.Length), MaxDepth);
            var network = new Network();
            network.MergeFrom(input);
            return Collect(path, network);
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or InvalidDataException)
        {
            throw WeightFaults.Damaged(path, Format, fault.Message.TrimEnd('.'));
        }
    }

    private static WeightFile Collect(string path, Network network)
    {
        var tensors = new List<WeightTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var layers = network.Layer.Select(layer => (layer.Name, layer.Blobs)).Concat(network.Layers.Select(layer => (layer.Name, layer.Blobs)));
        foreach (var (name, blobs) in layers)
        {
            for (var i = 0; i < blobs.Count; i++)
            {
                if (!names.Add($"{name}/{i}")) throw new InvalidDataException($"layer '{name}' is listed twice");
                tensors.Add(ToTensor($"{name}/{i}", blobs[i]));
            }
        }

        return tensors.Count > 0 ? new WeightFile(path, Format, tensors, []) : throw new InvalidDataException("it holds no layer with weights");
    }

    private static WeightTensor ToTensor(string name, Blob blob)
    {
        float[] values = blob.Data.Count > 0 ? [.. blob.Data] : [.. blob.DoubleData.Select(value => (float)value)];
        // The older format has four sizes always, leading ones being 1 where there are fewer.
        long[] shape = blob.Shape is { } sizes ? [.. sizes.Dim] : [blob.Num, blob.Channels, blob.Height, blob.Width];
        return WeightTensor.Elements(shape) == values.Length
            ? new WeightTensor(name, WeightType.F32, shape, MemoryMarshal.AsBytes<float>(values).ToArray())
            : throw new InvalidDataException($"blob '{name}' has the shape [{string.Join(", ", shape)}] but {values.Length} numbers");
    }
}
