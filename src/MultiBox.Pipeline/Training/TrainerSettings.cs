using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>How a <see cref="Trainer"/> takes its steps.</summary>
public sealed record TrainerSettings
{
    /// <summary>The largest norm of all gradients together.</summary>
    /// <value>Default null: no limit.</value>
    public double? ClipGradientNorm { get; init; }

    /// <summary>
    /// The type of convolutions and matrix products: float32, bfloat16 or float16. Weights, batch norm, losses and the optimiser stay in
    /// float32; float16 has a loss scale that adapts itself.
    /// </summary>
    /// <value>Default float32.</value>
    public ScalarType Precision { get; init; } = ScalarType.Float32;

    /// <summary>Optimiser steps between two readings of the losses, which wait for the device. The end of an epoch reads them, too.</summary>
    /// <value>At least 1; default 1.</value>
    public int ReadEvery { get; init; } = 1;

    /// <summary>Batches whose gradients are averaged for one optimiser step; the last step of an epoch may have fewer.</summary>
    /// <value>At least 1; default 1.</value>
    public int AccumulateSteps { get; init; } = 1;

    /// <summary>Batches of an epoch.</summary>
    /// <value>Default null: one for each optimiser step of the schedule.</value>
    public int? BatchesPerEpoch { get; init; }

    /// <summary>Batch norm layers that normalise by their running statistics in training as well, and keep them.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<nn.Module> FrozenStatistics { get; init; } = [];

    /// <summary>A moving average of the weights, which validation and the finished training use in their place.</summary>
    /// <value>Default null: none.</value>
    public WeightAverage? Average { get; init; }

    /// <summary>The blocks that the backward pass computes again.</summary>
    /// <value>Default null: none.</value>
    internal GradientCheckpoints? Checkpoints { get; init; }

    /// <summary>Measures the phases of steps, and makes them wait for the device.</summary>
    /// <value>Default null: nothing is measured.</value>
    internal StepClock? Clock { get; init; }
}
