using MultiBox.Pipeline.Checkpoints;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// Saves a checkpoint each k epochs, after the last epoch and when the training is interrupted, and removes older ones.
/// </summary>
/// <param name="root">The folder of checkpoints.</param>
/// <param name="every">k, in epochs.</param>
/// <param name="keep">How many of the newest stay.</param>
/// <param name="log">Where people read.</param>
public sealed class CheckpointHook(string root, int every, int keep, IRunLog log) : TrainingHook
{
    /// <inheritdoc/>
    public override void EpochDone(Trainer trainer, int epoch)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if ((epoch + 1) % every == 0 || epoch + 1 == trainer.Schedule.Epochs) Save(trainer);
    }

    /// <inheritdoc/>
    public override void Interrupted(Trainer trainer)
    {
        log.Line($"Interrupted: saving {Save(trainer).Folder}; --resume continues from it.");
    }

    private Checkpoint Save(Trainer trainer)
    {
        var saved = Checkpoint.Save(root, trainer);
        foreach (var old in Checkpoint.InOrder(root).Skip(keep))
        {
            Directory.Delete(old.Folder, recursive: true);
        }

        return saved;
    }
}
