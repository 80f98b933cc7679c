using MultiBox.Abstractions;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Stages;
using MultiBox.Pipeline.Training;

namespace MultiBox.Pipeline.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class ResumeTests : IDisposable
{
    // The training of most tests, from beginning to end in one go.
    private static readonly Lazy<(string Weights, IEnumerable<string> Journal)> Plain = new(() => Uninterrupted([]));

    private readonly Laboratory _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData("Epoch 1/2  step 2/3", 0, 2, 2)] // Within an epoch, before any other checkpoint.
    [InlineData("Epoch 1/2  step 3/3", 0, 3, 3)] // At the end of an epoch, before its validation.
    [InlineData("Epoch 1/2  validation", 1, 1, 4)] // After it: the step in progress is finished.
    [InlineData("Epoch 2/2  step 3/3", 1, 3, 6)] // After the last step of all.
    public void A_training_that_was_interrupted_and_resumed_is_equal_to_the_bit(string line, int epoch, int batch, int step)
    {
        _lab.TrainUntil(line);
        Assert.Equal(new TrainingPosition(epoch, batch, step), Checkpoint.Newest(_lab.Run.Checkpoints)!.Position);
        Assert.False(File.Exists(_lab.Run.StageRecord("train")));
        _lab.Options = _lab.Options with { Resume = true };
        var lines = _lab.RunTo(Stage.Train);
        Assert.Contains($"Train: resumes at epoch {epoch + 1}, batch {batch + 1}.", lines);
        AssertEqualToUninterrupted();
        // Once finished, there is nothing left to resume.
        Assert.Contains("Train: unchanged, skipped", Laboratory.Decisions(_lab.RunTo(Stage.Train)));
    }

    [Fact]
    public void A_process_that_was_killed_continues_at_its_last_epoch()
    {
        // What is left after a kill in the second epoch: the first epoch's checkpoint, a torn line and half a checkpoint.
        _lab.TrainUntil("Epoch 2/2  step 2/3");
        Directory.Delete(Path.Combine(_lab.Run.Checkpoints, "epoch-0001-batch-000002"), recursive: true);
        Directory.CreateDirectory(Path.Combine(_lab.Run.Checkpoints, "epoch-0002.1.tmp"));
        File.AppendAllText(_lab.Run.Journal, "{\"type\":\"st");
        _lab.Options = _lab.Options with { Resume = true };
        Assert.Contains("Train: resumes at epoch 2, batch 1.", _lab.RunTo(Stage.Train));
        AssertEqualToUninterrupted();
    }

    [Fact]
    public void A_process_that_was_killed_before_its_first_checkpoint_starts_over()
    {
        _lab.TrainUntil("Epoch 1/2  step 2/3");
        Directory.Delete(_lab.Run.Checkpoints, recursive: true);
        _lab.Options = _lab.Options with { Resume = true };
        Assert.Contains("Train: nothing to resume, starting at epoch 1.", _lab.RunTo(Stage.Train));
        AssertEqualToUninterrupted();
    }

    [Fact]
    public void Two_interruptions_are_as_good_as_one()
    {
        _lab.TrainUntil("Epoch 1/2  step 1/3");
        _lab.Options = _lab.Options with { Resume = true };
        _lab.TrainUntil("Epoch 2/2  step 1/3");
        _lab.RunTo(Stage.Train);
        AssertEqualToUninterrupted();
    }

    [Fact]
    public void Fine_tuning_resumes_equal_to_the_bit_and_is_told()
    {
        _lab.Options = _lab.Options with
        {
            Overrides =
            [
                @"train.freeze=^backbone\.stem\.", @"train.batch_norm={mode: freeze_statistics, layers: ^backbone\.stage1\.}",
                @"train.learning_rate.factors=[{pattern: ^backbone\., factor: 0.1}, {pattern: ^head\., factor: 2}]",
            ],
        };
        _lab.TrainUntil("Epoch 2/2  step 1/3"); // After a validation, which is in the other mode.
        _lab.Options = _lab.Options with { Resume = true };
        var lines = _lab.RunTo(Stage.Train);
        Assert.Contains(lines, line => line.Contains(" parameters (3 tensors frozen), ", StringComparison.Ordinal));
        Assert.Contains("Train: 3 batch norm layers keep their statistics.", lines);
        Assert.Contains("Train: 27 tensors have 0.1 times the learning rate.", lines);
        Assert.Contains("Train: 8 tensors have 2 times the learning rate.", lines);
        AssertEqualToUninterrupted();
    }

    [Fact]
    public void An_interrupted_training_is_neither_continued_nor_lost_without_being_asked()
    {
        _lab.TrainUntil("Epoch 2/2  step 1/3");
        var before = _lab.Files("artifacts");
        var fault = Assert.Throws<MultiBoxException>(() => _lab.RunTo(Stage.Train));
        Assert.Equal($"A training stopped after epoch 1 of 2 in {_lab.Run.Root}. Continue it with --resume, or start over with --force.", fault.Message);
        Assert.Equal(before, _lab.Files("artifacts"));
        _lab.Options = _lab.Options with { Force = true };
        _lab.RunTo(Stage.Train);
        AssertEqualToUninterrupted();
    }

    [Fact]
    public void A_named_run_is_not_overwritten_by_another_training()
    {
        _lab.Options = _lab.Options with { RunId = "mine" };
        _lab.RunTo(Stage.Train);
        Assert.Equal("mine", _lab.Run.Id);
        var before = _lab.Files("artifacts/tiny");
        _lab.Options = _lab.Options with { Overrides = ["train.epochs=1"] };
        var fault = Assert.Throws<MultiBoxException>(() => _lab.RunTo(Stage.Train));
        Assert.Equal(
            $"Run 'mine' was trained from other inputs (changed: train): {_lab.Run.Root}.\n" +
            "Use another --run, or --force to train it again in its place, or --exclusive to use it as it is.",
            fault.Message);
        Assert.Equal(before, _lab.Files("artifacts/tiny"));
        _lab.Options = _lab.Options with { Force = true };
        _lab.RunTo(Stage.Train);
        Assert.Equal(1, Checkpoint.Newest(_lab.Run.Checkpoints)!.Position.Epoch);
    }

    [Fact]
    public void An_optimiser_that_cannot_skip_steps_is_refused_in_float16_before_anything_is_touched()
    {
        _lab.Options = _lab.Options with { RunId = "mine" };
        _lab.RunTo(Stage.Train);
        var before = _lab.Files("artifacts/tiny");
        _lab.Options = _lab.Options with { Overrides = ["train.precision=fp16", "train.optimizer={name: rmsprop}"], Force = true };
        Assert.Equal(
            "train.optimizer.name: rmsprop does not go with precision fp16 (train.precision): it cannot skip steps whose gradients overflow.\n" +
            "Expected sgd, adam or adamw, or train.precision fp32 or bf16.",
            Assert.Throws<MultiBoxException>(() => _lab.RunTo(Stage.Train)).Message);
        Assert.Equal(before, _lab.Files("artifacts/tiny"));
    }

    // The same weights, and the same journal but for what the clock says.
    private void AssertEqualToUninterrupted()
    {
        var (weights, journal) = (_lab.WeightsHash, Journal(_lab));
        var whole = _lab.Options.Overrides.Count == 0 ? Plain.Value : Uninterrupted(_lab.Options.Overrides);
        Assert.Equal(whole.Weights, weights);
        Assert.Equal(whole.Journal, journal);
    }

    private static (string Weights, IEnumerable<string> Journal) Uninterrupted(IReadOnlyList<string> overrides)
    {
        using var whole = new Laboratory();
        whole.Options = whole.Options with { Overrides = overrides };
        whole.RunTo(Stage.Train);
        return (whole.WeightsHash, Journal(whole));
    }

    private static IEnumerable<string> Journal(Laboratory lab) => [.. new TrainingJournal(lab.Run.Journal).Read().Select(entry => entry switch
    {
        JournalStep step => $"{step with { ImagesPerSecond = 0, InputWait = null }}",
        JournalValidation validation => $"validation {validation.Epoch} {validation.Step} {validation.MeanAveragePrecision} {string.Join(' ', validation.PerClass)}",
        _ => "",
    })];
}
