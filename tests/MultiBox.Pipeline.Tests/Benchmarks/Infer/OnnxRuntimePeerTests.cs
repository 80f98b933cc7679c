using System.Runtime.InteropServices;
using MultiBox.Pipeline.Benchmarks;
using MultiBox.Pipeline.Benchmarks.Infer;
using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.TorchScript;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Benchmarks.Infer;

public sealed class OnnxRuntimePeerTests : IDisposable
{
    private const float Tolerance = 1e-3f;

    private readonly BenchRun _run = new();
    private readonly BenchFolder _folder = new();

    public void Dispose()
    {
        _run.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void It_computes_what_our_compiled_network_computes()
    {
        using var network = BenchNetworks.ResNet18(_run.Context("infer", []), _folder);
        using var peer = new OnnxRuntimePeer([("row", network)], _folder, threads: 1);
        using var compiled = CompiledNetwork.Compile(network.Model.Network, new CompileOptions { InputSize = network.Size });
        using var scope = NewDisposeScope();
        var images = network.Images(1);
        var ours = compiled.Run(images);
        var theirs = peer.Run(network, Values(images));
        Assert.Equal(network.Model.DefaultBoxes.Count * 4, theirs.Offsets.Length);
        Assert.InRange(LargestDifference(Values(ours.Offsets), theirs.Offsets), 0, Tolerance);
        Assert.InRange(LargestDifference(Values(ours.Logits), theirs.Logits), 0, Tolerance);
    }

    [Fact]
    public void It_takes_the_workloads_that_it_was_given()
    {
        using var network = BenchNetworks.ResNet18(_run.Context("infer", []), _folder);
        using var peer = new OnnxRuntimePeer([("row", network)], _folder, threads: 1);
        Assert.True(peer.Takes("row"));
        Assert.False(peer.Takes("other"));
        Assert.True(peer.Round("row", TimeSpan.Zero, CancellationToken.None).Value > 0);
    }

    private static float[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes).ToArray();

    private static float LargestDifference(float[] left, float[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Max();
}
