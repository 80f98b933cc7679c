namespace MultiBox.Pipeline.Training;

/// <summary>Where in a training a step is: what to do next.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Batch">The next batch of the epoch, from 0.</param>
/// <param name="Step">Optimiser steps done since the start.</param>
public readonly record struct TrainingPosition(int Epoch, int Batch, long Step);
