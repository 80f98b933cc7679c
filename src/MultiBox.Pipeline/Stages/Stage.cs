namespace MultiBox.Pipeline.Stages;

/// <summary>A step from an experiment's file to a demonstrated detector. Each builds on the one before.</summary>
public enum Stage
{
    /// <summary>Brings the sources of the data set to the data folder.</summary>
    Fetch,

    /// <summary>Reads and checks the data set.</summary>
    Prepare,

    /// <summary>Trains the detector.</summary>
    Train,

    /// <summary>Measures the detector.</summary>
    Evaluate,

    /// <summary>Draws detections on pictures.</summary>
    Demo,
}
