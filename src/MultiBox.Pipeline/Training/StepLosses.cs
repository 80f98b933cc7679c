namespace MultiBox.Pipeline.Training;

/// <summary>The losses of one optimiser step, once they were read from the device.</summary>
/// <param name="Next">The position after the step.</param>
/// <param name="Classification">The classification term of the loss, the mean over the batches of the step.</param>
/// <param name="Localization">The localisation term of the loss, the mean over the batches of the step.</param>
public sealed record StepLosses(TrainingPosition Next, float Classification, float Localization);
