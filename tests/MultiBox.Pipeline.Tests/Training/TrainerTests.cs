using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Experiments;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Setup;
using MultiBox.Pipeline.Training;
using MultiBox.Plugins.Loss;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Training;

public sealed class TrainerTests(ShapesFixture shapes) : IClassFixture<ShapesFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Eight_pictures_are_learnt_by_heart()
    {
        var losses = new List<float>();
        var settings = new TinySettings { BatchSize = 8, Epochs = 80, Width = 8, Rate = 0.01 };
        using var training = new TinyTraining(shapes, settings, new Probe { OnLosses = read => losses.AddRange(read.Select(step => step.Classification + step.Localization)) });
        training.Run();
        Assert.Equal(80, losses.Count);
        // The mean of the last steps is less than a fifth of the first loss.
        Assert.InRange(losses.TakeLast(5).Average(), 0, losses[0] / 5);
    }

    [Fact]
    public void They_are_learnt_with_the_focal_loss_and_CIoU_too()
    {
        var losses = new List<float>();
        var settings = new TinySettings
        {
            BatchSize = 8,
            Epochs = 80,
            Width = 8,
            Rate = 0.01,
            Loss = new FocalLossFactory(),
            LossOptions = new FocalLossOptions { BoxLoss = BoxLoss.Ciou },
        };
        using var training = new TinyTraining(shapes, settings, new Probe { OnLosses = read => losses.AddRange(read.Select(step => step.Classification + step.Localization)) });
        training.Run();
        Assert.InRange(losses.TakeLast(5).Average(), 0, losses[0] / 5);

        // Read as they were trained, the scores find the objects and little else.
        var detector = EvaluationSetup.Engine(training.Model, new EvaluateOptions(), new DetectionDecoderOptions { ScoreThreshold = 0.5f });
        using var loader = new BatchLoader(shapes.Records, new BatchLoaderOptions { InputSize = training.Model.InputSize, BatchSize = 8, Normalization = training.Model.Normalization });
        using var batch = loader.Epoch(0, 0).Single();
        foreach (var (found, truth) in detector.Detect(batch.Images).Zip(batch.GroundTruths))
        {
            Assert.Equal(truth.Labels.Order(), found.Select(detection => detection.Label).Order());
            Assert.All(found, detection => Assert.Contains(truth.Boxes.Zip(truth.Labels), x => x.Second == detection.Label && BoxIou.Compute(x.First, detection.Box) > 0.5f));
        }
    }

    [Fact]
    public void A_step_leaves_no_tensor_behind()
    {
        var counts = new List<(long All, long Thread)>();
        using var training = new TinyTraining(
            shapes,
            new TinySettings { BatchSize = 2, Epochs = 1, Repeats = 14 },
            new Probe { OnStep = (_, _) => counts.Add((Tensor.TotalCount, DisposeScopeManager.Statistics.ThreadTotalLiveCount)) });
        training.Run();
        // The first step makes the optimiser's state; at the end of the epoch no further batches are loaded ahead.
        Assert.Equal(56, counts.Count);
        var steady = counts.Skip(2).SkipLast(4).ToList();
        Assert.Single(steady.Select(count => count.Thread).Distinct());
        // Over all threads there may be fewer in the end: what earlier tests left to the garbage collector.
        Assert.InRange(steady[^1].All, 0, steady[0].All);
    }

    [Fact]
    public void Steps_epochs_and_positions_are_told_in_order()
    {
        var told = new List<string>();
        var probe = new Probe
        {
            OnStep = (_, step) => told.Add($"step {step.Next.Epoch} {step.StepInEpoch}/{step.StepsInEpoch} {step.Next.Step}, {step.Images} images"),
            OnEpoch = (trainer, epoch) => told.Add($"epoch {epoch} -> {trainer.Position}"),
        };
        using var training = new TinyTraining(shapes, new TinySettings { BatchSize = 3 }, probe);
        training.Run();
        Assert.Equal(
            [
                "step 0 1/2 1, 3 images", "step 0 2/2 2, 3 images", $"epoch 0 -> {new TrainingPosition(1, 0, 2)}",
                "step 1 1/2 3, 3 images", "step 1 2/2 4, 3 images", $"epoch 1 -> {new TrainingPosition(2, 0, 4)}",
            ],
            told);
    }

    [Fact]
    public void A_seed_fixes_the_weights_to_the_bit()
    {
        using var one = new TinyTraining(shapes, new TinySettings());
        using var two = new TinyTraining(shapes, new TinySettings());
        Assert.Equal(one.Run().Weights(), two.Run().Weights());
    }

    [Fact]
    public void Each_step_has_the_schedules_rate()
    {
        var rates = new List<double>();
        using var training = new TinyTraining(
            shapes, new TinySettings { Rate = 0.001, FactorAfterFirstEpoch = 0.1 }, new Probe { OnStep = (_, step) => rates.Add(step.LearningRate) });
        training.Run();
        Assert.Equal([0.001, 0.001, 0.0001, 0.0001], rates.Select(rate => Math.Round(rate, 9)));
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_the_training_and_keeps_the_last_checkpoint()
    {
        // After the first epoch the rate is 1e32: the step after that sees weights far beyond what a float's square can hold.
        var settings = new TinySettings { Kind = OptimizerKind.Sgd, FactorAfterFirstEpoch = 1e35 };
        using var training = new TinyTraining(shapes, settings, new CheckpointHook(_folder.Root, 1, 2, new RecordingLog()));
        var fault = Assert.Throws<MultiBoxException>(training.Run);
        var lines = fault.Message.ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("The loss is not finite in epoch 2, batch 2 (step 4).", lines[0]);
        Assert.Matches("^  Found: CrossEntropy (NaN|∞|[0-9.E+]+), SmoothL1 (NaN|∞|[0-9.E+]+), learning rate 1e\\+32\\.$", lines[1]);
        var images = lines[2].Replace("  Images of the batch: ", "", StringComparison.Ordinal).TrimEnd('.').Split(", ");
        Assert.Equal(settings.BatchSize, images.Length);
        Assert.All(images, image => Assert.Contains(image, shapes.Records.Select(record => record.Picture.Path)));
        Assert.Equal(
            [
                "  The last checkpoint is kept. Lower train.learning_rate.base, lengthen train.learning_rate.warmup_steps or set",
                "  train.clip_gradient_norm, and train again.",
            ],
            lines[3..]);

        var kept = Checkpoint.Newest(_folder.Root);
        Assert.Equal(new TrainingPosition(1, 0, 2), kept!.Position);
        using var restored = new TinyTraining(shapes, settings);
        kept.Restore(restored.Trainer);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_never_saved()
    {
        // One batch an epoch: the broken weights would be saved before another loss could show them. A gradient above 1.2 times the rate
        // of 3e38 is more than a float holds.
        var settings = new TinySettings { Kind = OptimizerKind.Sgd, BatchSize = 8, FactorAfterFirstEpoch = 3e41 };
        using var training = new TinyTraining(shapes, settings, new CheckpointHook(_folder.Root, 1, 2, new RecordingLog()));
        var fault = Assert.Throws<MultiBoxException>(training.Run);
        Assert.Matches("^The weights are not finite after step 2: [0-9]+ tensors, e\\.g\\. [a-z0-9_.]+\\. No checkpoint was saved; the last one is kept\\.\n", fault.Message);
        Assert.Equal([_folder["epoch-0001"]], Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void A_cancelled_training_saves_a_checkpoint_and_says_so()
    {
        using var stop = new CancellationTokenSource();
        var log = new RecordingLog();
        using var training = new TinyTraining(
            shapes, new TinySettings(),
            new Probe { OnStep = (_, step) => { if (step.Next.Step == 3) stop.Cancel(); } },
            new CheckpointHook(_folder.Root, 1, 2, log));
        Assert.Throws<OperationCanceledException>(() => training.Trainer.Run(default, stop.Token));
        Assert.Equal([$"Interrupted: saving {_folder["epoch-0001-batch-000001"]}; --resume continues from it."], log.Lines);
        Assert.Equal(new TrainingPosition(1, 1, 3), Checkpoint.Newest(_folder.Root)!.Position);
    }

    [Fact]
    public void A_training_cancelled_in_a_validation_ends_its_epoch_again()
    {
        using var uninterrupted = new TinyTraining(shapes, new TinySettings());
        uninterrupted.Run();
        using (var first = new TinyTraining(
            shapes, new TinySettings(), new Probe { OnEpoch = (_, _) => throw new OperationCanceledException() }, new CheckpointHook(_folder.Root, 1, 2, new RecordingLog())))
        {
            Assert.Throws<OperationCanceledException>(first.Run);
        }

        var saved = Checkpoint.Newest(_folder.Root)!;
        Assert.Equal(new TrainingPosition(0, 2, 2), saved.Position);
        var ended = new List<int>();
        var steps = 0;
        using var second = new TinyTraining(shapes, new TinySettings(), new Probe { OnEpoch = (_, epoch) => ended.Add(epoch), OnStep = (_, _) => steps++ });
        saved.Restore(second.Trainer);
        second.Trainer.Run(saved.Position, CancellationToken.None);
        Assert.Equal([0, 1], ended);
        Assert.Equal(2, steps);
        Assert.Equal(uninterrupted.Weights(), second.Weights());
    }

    [Fact]
    public void Old_checkpoints_are_removed_and_the_newest_kept()
    {
        using var training = new TinyTraining(shapes, new TinySettings { Epochs = 5 }, new CheckpointHook(_folder.Root, 2, 2, new RecordingLog()));
        training.Run();
        // Each second epoch and the last one: 2, 4 and 5, of which two stay.
        Assert.Equal([_folder["epoch-0004"], _folder["epoch-0005"]], Directory.GetFileSystemEntries(_folder.Root).Order(StringComparer.Ordinal));
    }
}
