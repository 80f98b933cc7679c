namespace MultiBox.Pipeline.Training;

/// <summary>What one optimiser step did.</summary>
/// <param name="Next">The position after the step.</param>
/// <param name="BatchesInEpoch">The number of batches of an epoch.</param>
/// <param name="Images">Images in the batch.</param>
/// <param name="Classification">The classification term of the loss.</param>
/// <param name="Localization">The localisation term of the loss.</param>
/// <param name="LearningRate">The weights' learning rate.</param>
public sealed record StepResult(
    TrainingPosition Next, int BatchesInEpoch, int Images, float Classification, float Localization, double LearningRate);
