using System.Diagnostics;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// Each N batches one line for people and one JSON line in <c>train.jsonl</c>: epoch, batch, images/s, CrossEntropy, SmoothL1 (means
/// since the line before) and learning rate.
/// </summary>
/// <param name="log">Where people read.</param>
/// <param name="journal">The run's <c>train.jsonl</c>.</param>
/// <param name="every">N.</param>
/// <param name="progress">Receives what is being done and how much of the training is done, 0..1.</param>
public sealed class LogHook(IRunLog log, TrainingJournal journal, int every, Action<string, double> progress) : TrainingHook
{
    private readonly Stopwatch _clock = new();
    private int _images;
    private int _batches;
    private double _classification;
    private double _localization;

    /// <inheritdoc/>
    public override void Started(Trainer trainer) => Restart();

    /// <inheritdoc/>
    public override void StepDone(Trainer trainer, StepResult step)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(step);
        _images += step.Images;
        _batches++;
        _classification += step.Classification;
        _localization += step.Localization;
        var total = (double)trainer.Schedule.Epochs * step.BatchesInEpoch;
        progress($"epoch {step.Next.Epoch + 1}/{trainer.Schedule.Epochs}  loss {step.Classification + step.Localization:f3}", step.Next.Step / total);
        if (step.Next.Batch % every != 0 && step.Next.Batch != step.BatchesInEpoch) return;

        var speed = _images / _clock.Elapsed.TotalSeconds;
        var (classification, localization) = (_classification / _batches, _localization / _batches);
        journal.Write(new JournalStep(step.Next.Epoch + 1, step.Next.Batch, step.Next.Step, speed, classification, localization, step.LearningRate));
        log.Line(
            $"Epoch {step.Next.Epoch + 1}/{trainer.Schedule.Epochs}  batch {step.Next.Batch}/{step.BatchesInEpoch}  {speed:f1} images/s  " +
            $"CrossEntropy {classification:f4}  SmoothL1 {localization:f4}  lr {step.LearningRate:g4}");
        Restart();
    }

    /// <inheritdoc/>
    public override void EpochDone(Trainer trainer, int epoch) => Restart();

    // Validation and checkpoints come between two epochs: their time is not training time.
    private void Restart()
    {
        (_images, _batches, _classification, _localization) = (0, 0, 0, 0);
        _clock.Restart();
    }
}
