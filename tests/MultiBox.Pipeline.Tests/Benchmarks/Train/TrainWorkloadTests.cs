using MultiBox.Pipeline.Benchmarks;
using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.Pipeline.Benchmarks.Train;
using TorchSharp;

namespace MultiBox.Pipeline.Tests.Benchmarks.Train;

public sealed class TrainWorkloadTests
{
    [Fact]
    public void A_pass_is_one_step_that_changes_the_weights_and_leaves_nothing()
    {
        using var run = new BenchRun();
        using var folder = new BenchFolder();
        using var network = BenchNetworks.ResNet18(run.Context("train", []), folder);
        using var workload = new TrainWorkload("row", network, 2, BenchPrecision.Fp32, CancellationToken.None);
        var timed = workload.Timed(threads: 1, hasPeers: false);
        var weight = network.Model.Network.parameters().First();
        using var before = weight.detach().clone();
        timed.Round(TimeSpan.Zero, CancellationToken.None);
        Assert.False(weight.detach().allclose(before, rtol: 0, atol: 0));

        // The first step made the optimiser's state.
        var live = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        timed.Round(TimeSpan.Zero, CancellationToken.None);
        Assert.Equal(live, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    // Where the processor has no instructions for it, slowly: a row that only other machines show has to work there.
    [Fact]
    public void A_step_in_bfloat16_changes_the_weights_too()
    {
        using var run = new BenchRun();
        using var folder = new BenchFolder();
        using var network = BenchNetworks.ResNet18(run.Context("train", []), folder);
        using var workload = new TrainWorkload("row", network, 1, BenchPrecision.On(bfloat16: true)[^1], CancellationToken.None);
        var weight = network.Model.Network.parameters().First();
        using var before = weight.detach().clone();
        workload.Timed(threads: 1, hasPeers: false).Round(TimeSpan.Zero, CancellationToken.None);
        Assert.False(weight.detach().allclose(before, rtol: 0, atol: 0));
    }

    [Fact]
    public void Synthetic_objects_lie_within_the_image_and_have_classes_of_their_own()
    {
        var truths = SyntheticTruths.Of(50, classCount: 4);
        Assert.Equal(50, truths.Count);
        Assert.All(truths, truth => Assert.InRange(truth.Boxes.Count, 1, SyntheticTruths.MostObjects));
        Assert.All(truths.SelectMany(truth => truth.Boxes), box => Assert.True(box is { X1: >= 0, Y1: >= 0, X2: <= 1, Y2: <= 1 } && box.X2 > box.X1 && box.Y2 > box.Y1));
        Assert.Equal([1, 2, 3], truths.SelectMany(truth => truth.Labels).Distinct().Order());
        Assert.All(SyntheticTruths.Of(3, classCount: 4, objects: 7), truth => Assert.Equal((7, 7), (truth.Boxes.Count, truth.Labels.Count)));
    }
}
