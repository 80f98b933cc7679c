namespace MultiBox.Inference;

/// <summary>How a <see cref="Detector"/> works. What is left out is as the run's <c>demo</c> section or the model file says.</summary>
public sealed record DetectorOptions
{
    /// <summary>What computes the network.</summary>
    /// <value>Default <see cref="DetectorBackend.Auto"/>.</value>
    public DetectorBackend Backend { get; init; }

    /// <summary>The numbers that the network is computed with.</summary>
    /// <value>Default <see cref="InferencePrecision.Auto"/>.</value>
    public InferencePrecision Precision { get; init; }

    /// <summary>Where the network is computed: <c>auto</c> (the first CUDA device, else the CPU), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    /// <value>Default <c>auto</c>. ONNX Runtime computes on the CPU only.</value>
    public string Device { get; init; } = "auto";

    /// <summary>The score that a detection has to have.</summary>
    /// <value>0..1; default null: the model's own.</value>
    public float? ScoreThreshold { get; init; }

    /// <summary>The IoU with a better detection that drops a detection.</summary>
    /// <value>0..1; default null: the model's own.</value>
    public float? NmsThreshold { get; init; }

    /// <summary>How many detections of highest score a picture keeps.</summary>
    /// <value>Above 0; default null: the model's own.</value>
    public int? MaxDetections { get; init; }

    /// <summary>Whether detections of different classes drop each other.</summary>
    /// <value>Default null: the model's own.</value>
    public bool? SuppressAcrossClasses { get; init; }

    /// <summary>
    /// The threads that compute one network pass. libtorch has one number for the whole process: the last detector that sets it decides.
    /// </summary>
    /// <value>Above 0; default null: one a core.</value>
    public int? Threads { get; init; }

    /// <summary>How many pictures of batches and streams pass the network at once. A stream waits until so many have come, or it ends.</summary>
    /// <value>Above 0; default null: 1 on a CPU, where more gain nothing and cost memory, 8 on a CUDA device.</value>
    public int? BatchSize { get; init; }

    /// <summary>
    /// Folders of plugins, each a plugin's own or one of plugin folders; a run needs those that it was trained with. Model files need none.
    /// </summary>
    /// <value>
    /// Default empty: those of the environment variable <c>MULTIBOX_PLUGINS</c>, and the first folder <c>plugins</c> beside the run or
    /// above it, or beside the program.
    /// </value>
    public IReadOnlyList<string> PluginFolders { get; init; } = [];

    /// <summary>Refuses values out of their ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        ArgumentException.ThrowIfNullOrEmpty(Device);
        ArgumentNullException.ThrowIfNull(PluginFolders);
        MustBeUnit(ScoreThreshold, nameof(ScoreThreshold));
        MustBeUnit(NmsThreshold, nameof(NmsThreshold));
        MustBePositive(MaxDetections, nameof(MaxDetections));
        MustBePositive(Threads, nameof(Threads));
        MustBePositive(BatchSize, nameof(BatchSize));
    }

    private static void MustBeUnit(float? value, string name)
    {
        if (value is { } given and not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(name, given, $"{name} is 0..1.");
    }

    private static void MustBePositive(int? value, string name)
    {
        if (value is <= 0) throw new ArgumentOutOfRangeException(name, value, $"{name} is above 0.");
    }
}
