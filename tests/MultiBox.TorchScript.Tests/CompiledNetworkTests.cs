using MultiBox.Abstractions;
using MultiBox.Model;
using static TorchSharp.torch;

namespace MultiBox.TorchScript.Tests;

public sealed class CompiledNetworkTests
{
    public static TheoryData<string> Names => Networks.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_compiled_network_predicts_the_same(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Build(name);
        using var compiled = CompiledNetwork.Compile(model.Network, new CompileOptions { InputSize = model.InputSize });
        Assert.True(CompiledNetwork.CanCompile(model.Network));
        Assert.Equal(ScalarType.Float32, compiled.Precision);
        // A batch that it was tuned for, and one that it was not.
        foreach (var batch in new[] { 1, 2 }) Same(model, compiled, batch, 1e-4);
    }

    private static void Same(SsdModel model, CompiledNetwork compiled, int batch, double tolerance)
    {
        var images = randn(batch, 3, model.InputSize, model.InputSize);
        var expected = Plain(model, images);
        var (offsets, logits) = compiled.Run(images);
        Differ(expected.Offsets, offsets, tolerance);
        Differ(expected.Logits, logits, tolerance);
    }

    private static HeadOutput Plain(SsdModel model, Tensor images)
    {
        using var mode = inference_mode();
        return model.Network.call(images);
    }

    private static void Differ(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(ScalarType.Float32, actual.dtype);
        var largest = expected.abs().max().item<float>();
        Assert.InRange(largest, 1e-3, 1e6);
        Assert.InRange((expected - actual).abs().max().item<float>() / largest, 0, tolerance);
    }
}
