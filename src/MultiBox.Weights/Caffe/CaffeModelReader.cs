using System.Runtime.CompilerServices;
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

    /// <summary>Reads all blobs.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">The file cannot be read or is damaged: what and where.</exception>
    public static WeightFile Read(string path) => WeightStream.Read(path, Format, stream =>
    {
        if (stream.Length > int.MaxValue) throw new InvalidDataException($"it has {stream.Length} bytes, more than the format allows");
        try
        {
            CaffeModelScan.Check(stream);
            stream.Position = 0;
            return Collect(path, Network.Parser.WithDiscardUnknownFields(true).ParseFrom(CaffeModelScan.Open(stream)));
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw new InvalidDataException(fault.Message, fault);
        }
    });

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
        // The older format has four sizes always, leading ones being 1 where there are fewer.
        long[] shape = blob.Shape is { } sizes ? [.. sizes.Dim] : [blob.Num, blob.Channels, blob.Height, blob.Width];
        var (type, count) = blob.Data.Count > 0 ? (WeightType.F32, blob.Data.Count) : (WeightType.F64, blob.DoubleData.Count);
        if (count == 0) type = WeightType.F32;
        return WeightTensor.Elements(shape) == count
            ? new WeightTensor(name, type, shape, type == WeightType.F32 ? Bytes(blob.Data) : Bytes(blob.DoubleData))
            : throw new InvalidDataException($"blob '{name}' has the shape [{string.Join(", ", shape)}] but {count} numbers");
    }

    private static byte[] Bytes<T>(IList<T> numbers)
        where T : unmanaged
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked(numbers.Count * Unsafe.SizeOf<T>()));
        var values = MemoryMarshal.Cast<byte, T>(bytes.AsSpan());
        for (var i = 0; i < values.Length; i++) values[i] = numbers[i];
        return bytes;
    }
}
