namespace MultiBox.Build;

/// <summary>What the pipeline can be asked to do; each has a task of the same name.</summary>
public enum StageName
{
    /// <summary>Download the dataset's archives and check them.</summary>
    Fetch,

    /// <summary>Turn the dataset into records for fast reading.</summary>
    Prepare,

    /// <summary>Train the model.</summary>
    Train,

    /// <summary>Measure the trained model.</summary>
    Evaluate,

    /// <summary>Draw detections on pictures.</summary>
    Demo,

    /// <summary>Compare the run with the accepted numbers.</summary>
    Regression,

    /// <summary>Describe this machine.</summary>
    Doctor,

    /// <summary>List the plugins.</summary>
    Plugins,
}
