namespace MultiBox.Pipeline.Training;

/// <summary>
/// Something that happens besides the training itself: logging, validation, checkpoints. Hooks are called in the order in which
/// they were given to the trainer.
/// </summary>
public abstract class TrainingHook
{
    /// <summary>Called before the first step.</summary>
    /// <param name="trainer">The trainer.</param>
    public virtual void Started(Trainer trainer)
    {
    }

    /// <summary>Called after each step.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="step">What the step did.</param>
    public virtual void StepDone(Trainer trainer, StepResult step)
    {
    }

    /// <summary>
    /// Called when the losses of the steps since the last call were read from the device, after <see cref="StepDone"/> of the last of them.
    /// </summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="losses">The losses, all finite, in the order of the steps.</param>
    public virtual void LossesRead(Trainer trainer, IReadOnlyList<StepLosses> losses)
    {
    }

    /// <summary>Called after the last step of each epoch.</summary>
    /// <param name="trainer">The trainer; its position is the start of the next epoch.</param>
    /// <param name="epoch">The epoch that ended, from 0.</param>
    public virtual void EpochDone(Trainer trainer, int epoch)
    {
    }

    /// <summary>Called when the training was asked to stop, after the step in progress.</summary>
    /// <param name="trainer">The trainer.</param>
    public virtual void Interrupted(Trainer trainer)
    {
    }
}
