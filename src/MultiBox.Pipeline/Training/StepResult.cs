namespace MultiBox.Pipeline.Training;

/// <summary>What one optimiser step did; its losses come later, with <see cref="TrainingHook.LossesRead"/>.</summary>
/// <param name="Next">The position after the step.</param>
/// <param name="StepInEpoch">Optimiser steps done in the epoch.</param>
/// <param name="StepsInEpoch">Optimiser steps of an epoch.</param>
/// <param name="Images">Images of the step.</param>
/// <param name="LearningRate">The weights' learning rate.</param>
public sealed record StepResult(TrainingPosition Next, int StepInEpoch, int StepsInEpoch, int Images, double LearningRate);
