using System.Runtime.InteropServices;
using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Pipeline.Networks;
using MultiBox.Pipeline.Setup;
using MultiBox.Pipeline.Training;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Networks;

public sealed class TrainingMemoryTests
{
    [Fact]
    public void A_step_takes_what_is_fixed_and_each_image()
    {
        var memory = new TrainingMemory(100, 10);
        Assert.Equal(180, memory.Step(8));
        // (x - 1 GB) / 2.4 = 100 + 4.9 images.
        Assert.Equal(4, memory.LargestBatch(TrainingMemory.OtherBytes + (long)(149 * TrainingMemory.HeapFactor)));
        Assert.Equal(0, memory.LargestBatch(TrainingMemory.OtherBytes));
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, 0.9)]
    [InlineData(OptimizerKind.Sgd, 0)]
    [InlineData(OptimizerKind.Adam, 0.9)]
    [InlineData(OptimizerKind.AdamW, 0.9)]
    [InlineData(OptimizerKind.RmsProp, 0.9)]
    [InlineData(OptimizerKind.RmsProp, 0)]
    [InlineData(OptimizerKind.Adadelta, 0.9)]
    public void The_optimisers_keep_as_many_values_as_is_said(OptimizerKind kind, double momentum)
    {
        using var scope = NewDisposeScope();
        var options = new OptimizerOptions(kind, momentum, false, 0.9, 0.999, 0, 1, true);
        using var network = nn.Linear(10, 7, hasBias: false);
        using var updater = new ParameterUpdater(network, options);
        updater.SetRate(0.1);
        network.call(ones(1, 10)).sum().backward();
        updater.Step();
        // Counts of steps are numbers beside the tensors.
        Assert.Equal(70 * TrainingMemory.StateValues(options), updater.State().Values.Where(value => value.Dimensions > 0).Sum(value => value.numel()));
    }

    [SkippableTheory]
    [InlineData("bccd", 8)]
    [InlineData("quickstart", 64)]
    public void The_estimate_is_near_what_real_steps_take(string experiment, int batchSize)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && HasAllocatorStatistics(), "The C library does not tell how much memory is in use.");
        var resolved = Summaries.Resolved(experiment);
        var estimate = Summaries.Of(experiment).Memory.Step(batchSize);
        // What earlier tests left to the finaliser must not go meanwhile.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = InUse();
        using var model = SsdModel.Build(ModelSetup.Spec(resolved));
        using var updater = new ParameterUpdater(model.Network, TrainingSetup.Optimizer(resolved.Experiment.Train.Optimizer));
        var loss = resolved.Loss.Factory.Create(resolved.Loss.Options, new LossContext(model.DefaultBoxes, model.BoxCoder, model.ClassCount));
        GroundTruth[] objects = [.. Enumerable.Repeat(new GroundTruth([new Box(0.1f, 0.1f, 0.5f, 0.6f)], [1]), batchSize)];
        model.Network.train();
        updater.SetRate(1e-4);
        using var stop = new CancellationTokenSource();
        var watcher = Task.Run(() => Highest(stop.Token));
        // The optimiser's state is there from the second step on.
        for (var step = 0; step < 2; step++)
        {
            using var scope = NewDisposeScope();
            var terms = loss.Compute(model.Network.call(model.ToInput(randn(batchSize, 3, model.InputSize, model.InputSize))), objects);
            updater.ZeroGradients();
            (terms.Classification + terms.Localization).backward();
            updater.Step();
        }

        stop.Cancel();
        var ratio = (double)(watcher.Result - before) / estimate;
        Assert.True(ratio is > 0.8 and < 1.25, $"{ratio:0.00} times the estimate of {estimate / 1e6:0.0} MB was taken.");
    }

    private static long Highest(CancellationToken stop)
    {
        long highest = 0;
        while (!stop.IsCancellationRequested)
        {
            highest = Math.Max(highest, InUse());
            Thread.Sleep(1);
        }

        return highest;
    }

    private static bool HasAllocatorStatistics() => NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "mallinfo2", out _);

    // All of libtorch's tensors are in the one heap that AllocatorTuning leaves.
    private static long InUse()
    {
        var info = AllocatorInfo();
        return (long)(info.UsedInHeap + info.UsedInMappings);
    }

    [DllImport("libc", EntryPoint = "mallinfo2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern AllocatorStatistics AllocatorInfo();

    /// <summary>glibc's <c>struct mallinfo2</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AllocatorStatistics
    {
        public nuint Heap;
        public nuint FreeChunks;
        public nuint FastChunks;
        public nuint Mappings;
        public nuint UsedInMappings;
        public nuint HighestUse;
        public nuint FreeInFastChunks;
        public nuint UsedInHeap;
        public nuint FreeInHeap;
        public nuint Releasable;
    }
}
