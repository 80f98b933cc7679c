using System.Diagnostics;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// Each N steps one line for people and one JSON line in <c>train.jsonl</c>: epoch, batch, images/s, CrossEntropy, SmoothL1 (means
/// since the line before), learning rate, and the share of the time in which the loader was waited for; people read of it when it is much.
/// </summary>
/// <param name="log">Where people read.</param>
/// <param name="journal">The run's <c>train.jsonl</c>.</param>
/// <param name="every">N.</param>
/// <param name="progress">Receives what is being done and how much of the training is done, 0..1.</param>
public sealed class LogHook(IRunLog log, TrainingJournal journal, int every, Action<string, double> progress) : TrainingHook
{
    // Below this share of the time, a faster loader would hardly make the training faster.
    private const double MuchWait = 0.05;

    private readonly Stopwatch _clock = new();
    private StepResult? _step;
    private double? _shown;
    private int _images;
    private int _steps;
    private TimeSpan _inputWait;
    private TimeSpan _deviceWait;
    private double _classification;
    private double _localization;

    /// <inheritdoc/>
    public override void Started(Trainer trainer) => Restart(trainer);

    /// <inheritdoc/>
    public override void StepDone(Trainer trainer, StepResult step)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(step);
        _step = step;
        _images += step.Images;
        var total = (double)trainer.Schedule.Epochs * step.StepsInEpoch;
        progress($"epoch {step.Next.Epoch + 1}/{trainer.Schedule.Epochs}{(_shown is { } loss ? $"  loss {loss:f3}" : "")}", step.Next.Step / total);
    }

    /// <inheritdoc/>
    public override void LossesRead(Trainer trainer, IReadOnlyList<StepLosses> losses)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(losses);
        foreach (var read in losses)
        {
            _steps++;
            _classification += read.Classification;
            _localization += read.Localization;
            _shown = read.Classification + read.Localization;
        }

        if (_step is not { } step || (step.StepInEpoch % every != 0 && step.StepInEpoch != step.StepsInEpoch)) return;
        var elapsed = _clock.Elapsed;
        var wait = LostWait(elapsed, trainer.InputWait - _inputWait, trainer.DeviceWait - _deviceWait, _steps);
        var speed = _images / elapsed.TotalSeconds;
        var (classification, localization) = (_classification / _steps, _localization / _steps);
        journal.Write(new JournalStep(step.Next.Epoch + 1, step.StepInEpoch, step.Next.Step, speed, classification, localization, step.LearningRate) { InputWait = Math.Round(wait, 3) });
        log.Line(
            $"Epoch {step.Next.Epoch + 1}/{trainer.Schedule.Epochs}  step {step.StepInEpoch}/{step.StepsInEpoch}  {speed:f1} images/s  " +
            $"CrossEntropy {classification:f4}  SmoothL1 {localization:f4}  lr {step.LearningRate:g4}" +
            (wait < MuchWait ? "" : $"  {wait:p0} waiting for input"));
        Restart(trainer);
    }

    /// <summary>
    /// The share of a time that was lost by waiting for the loader. A program that runs ahead of its device waits without harm while the device
    /// works. How long that takes for a step shows in the reading at the end, where the program waits for the last one: a time of such steps was
    /// not lost. A device that is behind makes that wait longer than a step, and then nothing was lost.
    /// </summary>
    /// <param name="elapsed">The time, which ends with a reading of the losses.</param>
    /// <param name="input">How long of it the loader was waited for.</param>
    /// <param name="reading">How long the reading waited for the device; next to nothing on a processor.</param>
    /// <param name="steps">The steps.</param>
    internal static double LostWait(TimeSpan elapsed, TimeSpan input, TimeSpan reading, int steps) =>
        elapsed <= TimeSpan.Zero ? 0 : Math.Clamp(Math.Min(input / elapsed, 1 - (reading / elapsed * steps)), 0, 1);

    /// <inheritdoc/>
    public override void EpochDone(Trainer trainer, int epoch) => Restart(trainer);

    // Validation and checkpoints come between two epochs: their time is not training time.
    private void Restart(Trainer trainer)
    {
        (_images, _steps, _classification, _localization) = (0, 0, 0, 0);
        (_inputWait, _deviceWait) = (trainer.InputWait, trainer.DeviceWait);
        _clock.Restart();
    }
}
