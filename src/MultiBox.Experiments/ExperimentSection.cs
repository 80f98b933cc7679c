namespace MultiBox.Experiments;

/// <summary>The parts of an experiment that have a fingerprint of their own.</summary>
public enum ExperimentSection
{
    /// <summary>The seed.</summary>
    Seed,

    /// <summary>Classes and images.</summary>
    Dataset,

    /// <summary>The network.</summary>
    Model,

    /// <summary>Training.</summary>
    Train,

    /// <summary>Evaluation.</summary>
    Evaluate,

    /// <summary>Pictures with detections.</summary>
    Demo,
}
