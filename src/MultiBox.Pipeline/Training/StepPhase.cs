namespace MultiBox.Pipeline.Training;

/// <summary>The parts of a training step, in order.</summary>
internal enum StepPhase
{
    /// <summary>Waiting for the loader's next batch.</summary>
    Input,

    /// <summary>Bringing the images to the device.</summary>
    Copy,

    /// <summary>The network.</summary>
    Forward,

    /// <summary>Matching and the loss.</summary>
    Loss,

    /// <summary>The gradients.</summary>
    Backward,

    /// <summary>Clipping, the optimiser, the average of the weights, and what hooks do.</summary>
    Update,
}
