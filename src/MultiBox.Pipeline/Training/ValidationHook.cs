using MultiBox.Pipeline.Detecting;

namespace MultiBox.Pipeline.Training;

/// <summary>Evaluates the model each k epochs and after the last one.</summary>
/// <param name="every">k, in epochs; 0 for never.</param>
/// <param name="evaluate">Evaluates the model as it is.</param>
/// <param name="journal">The run's <c>train.jsonl</c>.</param>
/// <param name="log">Where people read.</param>
public sealed class ValidationHook(int every, Func<DatasetEvaluation> evaluate, TrainingJournal journal, IRunLog log) : TrainingHook
{
    /// <inheritdoc/>
    public override void EpochDone(Trainer trainer, int epoch)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (every == 0 || ((epoch + 1) % every != 0 && epoch + 1 != trainer.Schedule.Epochs)) return;
        DetectionScores? result = null;
        trainer.WithAverage(() => result = evaluate().Scores);
        var scores = result!;
        journal.Write(new JournalValidation(epoch + 1, trainer.Position.Step, scores.MeanAp, scores.PerClass)
        {
            Summary = scores.Summary.Count == 0 ? null : new Dictionary<string, double?>(scores.Summary),
        });

        // A metric's own numbers say more in one line than its many classes.
        IEnumerable<KeyValuePair<string, double?>> shown = scores.Summary.Count == 0 ? scores.PerClass : scores.Summary;
        log.Line(
            $"Epoch {epoch + 1}/{trainer.Schedule.Epochs}  validation mAP {scores.MeanAp:f4}  " +
            string.Join("  ", shown.Select(x => $"{x.Key} {(x.Value is { } value ? $"{value:f3}" : "-")}")));
    }
}
