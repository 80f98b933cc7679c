using MultiBox.Evaluation;
using MultiBox.Pipeline.Detecting;

namespace MultiBox.Pipeline.Training;

/// <summary>Evaluates the model each k epochs and after the last one.</summary>
/// <param name="every">k, in epochs; 0 for never.</param>
/// <param name="evaluate">Evaluates the model as it is.</param>
/// <param name="metric">The metric shown.</param>
/// <param name="classes">The names of the classes, without the background.</param>
/// <param name="journal">The run's <c>train.jsonl</c>.</param>
/// <param name="log">Where people read.</param>
public sealed class ValidationHook(
    int every, Func<DatasetEvaluation> evaluate, VocMetric metric, IReadOnlyList<string> classes, TrainingJournal journal, IRunLog log) : TrainingHook
{
    /// <inheritdoc/>
    public override void EpochDone(Trainer trainer, int epoch)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (every == 0 || ((epoch + 1) % every != 0 && epoch + 1 != trainer.Schedule.Epochs)) return;
        var evaluation = evaluate();
        var perClass = evaluation.Result.Classes.ToDictionary(c => classes[c.Label - 1], c => c.Ap(metric));
        var mean = evaluation.Result.MeanAp(metric);
        journal.Write(new JournalValidation(epoch + 1, trainer.Position.Step, mean, perClass));
        log.Line(
            $"Epoch {epoch + 1}/{trainer.Schedule.Epochs}  validation mAP {mean:f4}  " +
            string.Join("  ", perClass.Select(c => $"{c.Key} {(c.Value is { } ap ? $"{ap:f3}" : "-")}")));
    }
}
