using System.Runtime.InteropServices;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>
/// The tensors of a published network, listed by name and shape as its definition gives them, with numbers of -1/8 to 1/8 that differ from
/// tensor to tensor and from place to place.
/// </summary>
internal sealed class ForeignWeights
{
    private readonly List<(string Name, long[] Shape)> _list = [];

    /// <summary>The names and shapes in order.</summary>
    public IReadOnlyList<(string Name, long[] Shape)> List => _list;

    /// <summary>Adds a tensor.</summary>
    public ForeignWeights Add(string name, params long[] shape)
    {
        _list.Add((name, shape));
        return this;
    }

    /// <summary>A file of these tensors, in memory.</summary>
    public WeightFile ToFile(string format, string path = "foreign.bin") => new(path, format, [.. _list.Select(entry => Tensor(entry.Name, entry.Shape))], []);

    /// <summary>The numbers of a tensor in row-major order; those of variances are positive.</summary>
    public static float[] Values(string name, long[] shape)
    {
        // VGG's classifier has a hundred million of them: no sine.
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        var (phase, isVariance) = (Phase(name), IsVariance(name));
        for (var i = 0; i < values.Length; i++) values[i] = Value(i, phase, isVariance);
        return values;
    }

    private static float Value(int i, int phase, bool isVariance)
    {
        // The golden ratio's multiples, modulo 1 in 32 bits, lie apart from each other.
        var value = (int)unchecked(((uint)i * 2654435769) + ((uint)phase * 40503011)) / (float)(1L << 34);
        return isVariance ? 1 + Math.Abs(value) : value;
    }

    private static int Phase(string name) => name.Sum(letter => letter) % 97;

    private static bool IsVariance(string name) => name.Contains("var", StringComparison.Ordinal);

    private static WeightTensor Tensor(string name, long[] shape) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal)
        ? new WeightTensor(name, WeightType.I64, shape, BitConverter.GetBytes(7L))
        : new WeightTensor(name, WeightType.F32, shape, MemoryMarshal.AsBytes<float>(Values(name, shape)).ToArray());
}
