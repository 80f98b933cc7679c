using static TorchSharp.torch;

namespace MultiBox.TorchScript.Tests;

/// <summary>Compares what networks give.</summary>
internal static class Outputs
{
    /// <summary>Demands the same shape and type, and values that differ by no more than a part of the largest one.</summary>
    public static void MustAgree(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(ScalarType.Float32, actual.dtype);
        var largest = expected.abs().max().item<float>();
        Assert.InRange(largest, 1e-3, 1e6);
        Assert.InRange((expected - actual).abs().max().item<float>() / largest, 0, tolerance);
    }
}
