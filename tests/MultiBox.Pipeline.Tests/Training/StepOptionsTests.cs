using MultiBox.Abstractions;
using MultiBox.Native;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using OptimizerOptions = MultiBox.Pipeline.Training.OptimizerOptions;

namespace MultiBox.Pipeline.Tests.Training;

public sealed class StepOptionsTests(ShapesFixture shapes) : IClassFixture<ShapesFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, 0.0, false, 0.01)]
    [InlineData(OptimizerKind.Sgd, 0.9, false, 0.01)]
    [InlineData(OptimizerKind.Sgd, 0.9, true, 0.01)]
    [InlineData(OptimizerKind.Adam, 0.9, false, 0.01)]
    [InlineData(OptimizerKind.AdamW, 0.9, false, 0.01)]
    public void Fused_steps_equal_those_of_TorchSharp(OptimizerKind kind, double momentum, bool nesterov, double decay)
    {
        var network = Network();
        Parameter[] ours = [.. network.parameters()], theirs = [.. Network().parameters()];
        using var updater = new ParameterUpdater(network, new OptimizerOptions(kind, momentum, nesterov, 0.9, 0.999, decay, 1, true));
        optim.Optimizer peer = kind switch
        {
            OptimizerKind.Sgd => optim.SGD(theirs, 0.05, momentum, 0, decay, nesterov),
            OptimizerKind.Adam => optim.Adam(theirs, 0.05, 0.9, 0.999, weight_decay: decay),
            _ => optim.AdamW(theirs, 0.05, 0.9, 0.999, weight_decay: decay),
        };
        for (var step = 0; step < 5; step++)
        {
            foreach (var (own, their) in ours.Zip(theirs))
            {
                own.grad = randn(own.shape);
                their.grad = own.grad!.clone();
            }

            updater.SetRate(0.05);
            updater.Step();
            peer.step();
        }

        foreach (var (own, their) in ours.Zip(theirs)) Assert.True(own.allclose(their, 1e-5, 1e-6));
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.AdamW)]
    public void A_skipped_step_changes_neither_weights_nor_state(OptimizerKind kind)
    {
        var network = Network();
        Parameter[] parameters = [.. network.parameters()];
        using var updater = new ParameterUpdater(network, new OptimizerOptions(kind, 0.9, false, 0.9, 0.999, 0.1, 1, true));
        foreach (var parameter in parameters) parameter.grad = full_like(parameter, float.NaN);
        var before = parameters.Select(parameter => parameter.detach().clone()).ToList();
        updater.SetRate(0.1);
        updater.Step(ones(1));
        Assert.All(parameters.Zip(before), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>()));
        Assert.All(updater.State().Values, value => Assert.Equal(0, value.to(ScalarType.Float32).abs().sum().item<float>()));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1e6)]
    public void Clipping_equals_that_of_TorchSharp(double limit)
    {
        Parameter[] ours = [.. Network().parameters()], theirs = [.. Network().parameters()];
        foreach (var (own, their) in ours.Zip(theirs))
        {
            own.grad = randn(own.shape);
            their.grad = own.grad!.clone();
        }

        var skip = zeros(1);
        GradientClip.Apply([.. ours.Select(parameter => parameter.grad!)], limit, skip);
        nn.utils.clip_grad_norm_(theirs, limit);
        Assert.Equal(0, skip.item<float>());
        Assert.All(ours.Zip(theirs), pair => Assert.True(pair.First.grad!.allclose(pair.Second.grad!, 1e-5, 1e-7)));
        ours[0].grad!.fill_(float.PositiveInfinity);
        GradientClip.Apply([.. ours.Select(parameter => parameter.grad!)], limit, skip);
        Assert.Equal(1, skip.item<float>());
    }

    [Fact]
    public void Losses_that_are_read_later_are_the_same()
    {
        List<float> Losses(int every, List<int> reads)
        {
            var losses = new List<float>();
            using var training = new TinyTraining(
                shapes, new TinySettings { BatchSize = 2, Trainer = new TrainerSettings { ReadEvery = every } },
                new Probe { OnLosses = read => { reads.Add(read.Count); losses.AddRange(read.Select(step => step.Classification)); } });
            training.Run();
            return losses;
        }

        List<int> each = [], third = [];
        Assert.Equal(Losses(1, each), Losses(3, third));
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1], each);
        Assert.Equal([3, 1, 3, 1], third);
    }

    [Fact]
    public void Accumulated_batches_make_one_step()
    {
        var told = new List<string>();
        using var training = new TinyTraining(
            shapes, new TinySettings { BatchSize = 2, Epochs = 1, Trainer = new TrainerSettings { AccumulateSteps = 3 } },
            new Probe { OnStep = (_, step) => told.Add($"{step.StepInEpoch}/{step.StepsInEpoch} {step.Images} {step.Next}") });
        training.Run();
        Assert.Equal([$"1/2 6 {new TrainingPosition(0, 3, 1)}", $"2/2 2 {new TrainingPosition(0, 4, 2)}"], told);
    }

    [Fact]
    public void A_training_with_an_average_resumes_to_the_bit()
    {
        var settings = new TinySettings { EmaDecay = 0.9 };
        using var whole = new TinyTraining(shapes, settings);
        whole.Run();
        using (var first = new TinyTraining(shapes, settings, new CheckpointHook(_folder.Root, 1, 5, new RecordingLog())))
        {
            first.Run();
        }

        var saved = Checkpoint.All(_folder.Root).Single(checkpoint => checkpoint.Position.Epoch == 1);
        using var second = new TinyTraining(shapes, settings);
        saved.Restore(second.Trainer);
        second.Trainer.Run(saved.Position, CancellationToken.None);
        Assert.Equal(whole.Weights(), second.Weights());
        var weights = whole.Weights();
        whole.Trainer.WithAverage(() => second.Trainer.WithAverage(() =>
        {
            Assert.Equal(whole.Weights(), second.Weights());
            Assert.NotEqual(weights, whole.Weights());
        }));
        Assert.Equal(weights, whole.Weights());
    }

    [Fact]
    public void Blocks_that_are_computed_again_give_the_same_weights_and_statistics()
    {
        using var plain = new TinyTraining(shapes, new TinySettings());
        using var again = new TinyTraining(shapes, new TinySettings { GradientCheckpointing = true });
        plain.Run();
        again.Run();

        // A map with two users adds up its gradients in another order, hence the tolerance; statistics that saw each batch twice would be far off.
        var expected = plain.Model.Network.state_dict();
        foreach (var (name, value) in again.Model.Network.state_dict())
        {
            Assert.True(value.to(ScalarType.Float32).allclose(expected[name].to(ScalarType.Float32), 1e-3, 1e-4), name);
        }
    }

    // The first block, and the last, whose gradient all others wait for.
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_block_that_cannot_be_computed_again_ends_the_training_and_not_the_process(int position)
    {
        using var training = new TinyTraining(shapes, new TinySettings { GradientCheckpointing = true, Epochs = 1 });
        var calls = 0;
        var blocks = training.Model.Network.children().OfType<Backbone>().Single().children().SelectMany(GradientCheckpoints.Blocks).ToList();
        Assert.True(blocks.Count > 1);
        blocks[position < 0 ? ^-position : position].register_forward_pre_hook((_, input) => ++calls == 2 ? throw new InvalidOperationException("no second time") : input);
        var fault = Assert.Throws<InvalidOperationException>(training.Run);
        Assert.Equal(("no second time", 2), (fault.Message, calls));
    }

    [Fact]
    public void A_forward_pass_that_failed_in_a_block_leaves_nothing_behind()
    {
        using var training = new TinyTraining(shapes, new TinySettings { GradientCheckpointing = true, Epochs = 1 });
        var fails = true;
        var block = training.Model.Network.children().OfType<Backbone>().Single().children().SelectMany(GradientCheckpoints.Blocks).First();
        block.register_forward_pre_hook((_, input) => fails ? throw new InvalidOperationException("not now") : input);
        Assert.Throws<InvalidOperationException>(training.Run);
        Assert.True(is_grad_enabled());
        fails = false;
        training.Run();
    }

    [Fact]
    public void A_block_with_dropout_is_not_computed_again()
    {
        using var training = new TinyTraining(shapes, new TinySettings());
        var network = training.Model.Network;
        using var before = GradientCheckpoints.Install(network);
        network.children().OfType<Backbone>().Single().children().SelectMany(GradientCheckpoints.Blocks).First(block => block is not Sequential).register_module("dropout", nn.Dropout());
        using var after = GradientCheckpoints.Install(network);
        Assert.Equal(before.Count - 1, after.Count);
    }

    [Fact]
    public void Autocast_holds_for_its_region_only()
    {
        NativeBackend.Load();
        var conv = nn.Conv2d(3, 4, 3);
        var input = rand(1, 3, 8, 8);
        using (Autocast.Begin(DeviceType.CPU, ScalarType.BFloat16))
        {
            Assert.Equal(ScalarType.BFloat16, Autocast.Current(DeviceType.CPU));
            var output = conv.call(input);
            Assert.Equal(ScalarType.BFloat16, output.dtype);
            output.to(ScalarType.Float32).sum().backward();
        }

        Assert.Null(Autocast.Current(DeviceType.CPU));
        Assert.Equal(ScalarType.Float32, conv.weight.grad!.dtype);
        Assert.Equal(ScalarType.Float32, conv.call(input).dtype);
    }

    [Fact]
    public void Bfloat16_learns_with_weights_in_float32()
    {
        var losses = new List<float>();
        var settings = new TinySettings { BatchSize = 8, Epochs = 40, Rate = 0.01, Trainer = new TrainerSettings { Precision = ScalarType.BFloat16 } };
        using var training = new TinyTraining(shapes, settings, new Probe { OnLosses = read => losses.AddRange(read.Select(step => step.Classification + step.Localization)) });
        training.Run();
        Assert.InRange(losses.TakeLast(5).Average(), 0, losses[0] / 2);
        Assert.All(training.Model.Network.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
    }

    // With libtorch's own loops over bfloat16; emulated; and with blocks that the backward pass computes again, convolutions in them.
    [Fact]
    public void Emulated_bfloat16_trains_as_that_of_libtorch()
    {
        List<float> Losses(bool emulated, bool again)
        {
            var (losses, live) = (new List<float>(), new List<long>());
            var settings = new TinySettings { BatchSize = 8, Epochs = 3, GradientCheckpointing = again, Trainer = new TrainerSettings { Precision = ScalarType.BFloat16 } };
            using var training = new TinyTraining(shapes, settings, new Probe
            {
                OnStep = (_, _) => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount),
                OnLosses = read => losses.AddRange(read.Select(step => step.Classification + step.Localization)),
            });
            using (emulated ? EmulatedConvolutions.Install(training.Model.Network) : null) training.Run();
            Assert.Single(live.Skip(1).Distinct());
            return losses;
        }

        var expected = Losses(emulated: false, again: false);
        foreach (var losses in new[] { Losses(emulated: true, again: false), Losses(emulated: true, again: true) })
        {
            // Sums in another order: with the same bits the hooks would not have been there.
            Assert.NotEqual(expected, losses);
            Assert.Equal(expected[0], losses[0], 1e-3 * expected[0]);
            Assert.All(expected.Zip(losses), pair => Assert.Equal(pair.First, pair.Second, 0.02 * pair.First));
        }
    }

    [Fact]
    public void A_loss_scale_halves_when_gradients_overflow()
    {
        using var scale = new LossScale(CPU);
        Tensor[] gradients = [full(3, 65536f), full(1, float.PositiveInfinity)];
        var skip = zeros(1);
        scale.Unscale(gradients, skip);
        scale.Adapt(skip);
        Assert.Equal(1, skip.item<float>());
        Assert.Equal(1, gradients[0][0].item<float>());
        Assert.Equal(32768, scale.Factor.item<float>());
    }

    [Fact]
    public void Too_little_memory_is_told_with_what_it_takes()
    {
        using var training = new TinyTraining(shapes, new TinySettings());
        var fault = OutOfMemory.Explain(
            new InvalidOperationException("[enforce fail] DefaultCPUAllocator: not enough memory: you tried to allocate 1048576000 bytes."), training.Model, 4, 0);
        Assert.StartsWith("Out of memory on cpu in batch 1 of an epoch, with train.batch_size 4 and model.input_size ", fault!.Message, StringComparison.Ordinal);
        Assert.Contains("It asked for 1,000 MB more.", fault.Message, StringComparison.Ordinal);
        Assert.Null(OutOfMemory.Explain(new InvalidOperationException("shapes do not match"), training.Model, 4, 0));
    }

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total capacity of 10.00 GiB", " It asked for 2,560 MB more.")]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", "")]
    [InlineData("std::bad_alloc", "")]
    public void Too_little_memory_of_a_CUDA_device_is_told_for_an_evaluation_too(string text, string asked)
    {
        using var training = new TinyTraining(shapes, new TinySettings());
        var fault = OutOfMemory.ExplainEvaluation(new InvalidOperationException(text + "\nmore"), training.Model, 64);
        Assert.Equal(
            $"Out of memory on cpu in an evaluation, with evaluate.batch_size 64 and model.input_size {training.Model.InputSize}.{asked}\n  Found: {text}\n" +
            "Use a smaller evaluate.batch_size, or, on a device with instructions for it, evaluate.precision: bf16.",
            fault!.Message);
    }

    private static Sequential Network()
    {
        manual_seed(5);
        return nn.Sequential(("first", nn.Linear(3, 4)), ("second", nn.Linear(4, 2)));
    }
}
