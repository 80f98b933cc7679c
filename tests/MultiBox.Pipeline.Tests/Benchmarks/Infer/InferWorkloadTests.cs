using MultiBox.Pipeline.Benchmarks;
using MultiBox.Pipeline.Benchmarks.Infer;
using MultiBox.Pipeline.Benchmarks.Networks;

namespace MultiBox.Pipeline.Tests.Benchmarks.Infer;

public sealed class InferWorkloadTests
{
    // Where the processor has no instructions for bfloat16, slowly: a row that only other machines show has to work there.
    [Theory]
    [InlineData("fp32")]
    [InlineData("bf16")]
    public void A_pass_predicts_one_image_and_leaves_nothing(string precision)
    {
        using var run = new BenchRun();
        using var folder = new BenchFolder();
        using var network = BenchNetworks.ResNet18(run.Context("infer", []), folder);
        using var workload = new InferWorkload(network, BenchPrecision.On(bfloat16: true).Single(one => one.Name == precision));
        var timed = workload.Timed(threads: 1);
        var live = TorchSharp.torch.Tensor.TotalCount;
        Assert.True(timed.Round(TimeSpan.Zero, CancellationToken.None).Value > 0);
        // Less, where tensors of other tests are collected meanwhile.
        Assert.InRange(TorchSharp.torch.Tensor.TotalCount, 0, live);
        Assert.Equal(($"resnet18-300-infer-{precision}", true), (timed.Name, timed.HasPeers));
    }
}
