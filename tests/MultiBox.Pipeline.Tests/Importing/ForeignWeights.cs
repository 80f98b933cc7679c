using System.Runtime.InteropServices;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>
/// The tensors of a published network, listed by name and shape as its definition gives them, with numbers from a formula that differ
/// from tensor to tensor and from place to place.
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

    /// <summary>The number at a place of a tensor; those of variances are positive.</summary>
    public static float Value(string name, int i)
    {
        var position = name.Sum(letter => letter) % 97;
        var value = (float)Math.Sin((0.37 * i) + position) / 8;
        return name.Contains("var", StringComparison.Ordinal) ? 1 + Math.Abs(value) : value;
    }

    /// <summary>A file of these tensors, in memory.</summary>
    public WeightFile ToFile(string format, string path = "foreign.bin") => new(path, format, [.. _list.Select(entry => Tensor(entry.Name, entry.Shape))], []);

    /// <summary>The numbers of a tensor in row-major order.</summary>
    public static float[] Values(string name, long[] shape) => [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, size) => product * size)).Select(i => Value(name, i))];

    private static WeightTensor Tensor(string name, long[] shape) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal)
        ? new WeightTensor(name, WeightType.I64, shape, BitConverter.GetBytes(7L))
        : new WeightTensor(name, WeightType.F32, shape, MemoryMarshal.AsBytes<float>(Values(name, shape)).ToArray());
}
