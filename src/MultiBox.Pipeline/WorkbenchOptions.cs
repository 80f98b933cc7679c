namespace MultiBox.Pipeline;

/// <summary>What the user asked for on the command line. All paths are absolute.</summary>
public sealed record WorkbenchOptions
{
    /// <summary>The repository's root, which holds <c>experiments/</c> and <c>plugins/</c>.</summary>
    public required string RepositoryRoot { get; init; }

    /// <summary>The folder of data sets.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The folder of all runs.</summary>
    public required string ArtifactsFolder { get; init; }

    /// <summary>The experiment: a name, or the path of a file.</summary>
    public required string Experiment { get; init; }

    /// <summary>Overrides of the experiment, each <c>a.b=c</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>auto, cpu, cuda or cuda:N.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The run's folder name, null to derive it from the seed and the inputs of the training.</summary>
    public string? RunId { get; init; }

    /// <summary>Whether stages run although nothing changed.</summary>
    public bool Force { get; init; }

    /// <summary>Whether an interrupted training continues.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether the regression records a new baseline, and the benchmark its figures as accepted.</summary>
    public bool Accept { get; init; }

    /// <summary>Pictures and folders of pictures for the demonstration and the benchmark; empty for the experiment's own or generated ones.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>The lowest score that the demonstration shows, null for the experiment's own.</summary>
    public double? Threshold { get; init; }

    /// <summary>What computes the network in the demonstration: torch, or onnx for an exported file.</summary>
    public string Backend { get; init; } = "torch";

    /// <summary>The exported file that the demonstration detects with, null for the run's own; with the backend onnx only.</summary>
    public string? Model { get; init; }

    /// <summary>Where archives are looked for before their own addresses: <c>http(s)://</c>, <c>file://</c>, or the path of a folder.</summary>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>Whether nothing may be downloaded.</summary>
    public bool Offline { get; init; }

    /// <summary>The parts of the benchmark to run, of <see cref="Benchmarks.Bench.PartNames"/>; empty for all.</summary>
    public IReadOnlyList<string> BenchParts { get; init; } = [];

    /// <summary>The weights to import: files, or what a catalogue or an address names; the second is the symbol of the first.</summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>What a data set or a run's weights are converted to, as typed; null for nothing.</summary>
    public string? To { get; init; }

    /// <summary>The format that a detector is exported in, as typed; null for the standard one.</summary>
    public string? Format { get; init; }

    /// <summary>How many images an exported detector takes at once, null for any number.</summary>
    public int? Batch { get; init; }

    /// <summary>Whether an exported detector decodes and suppresses by itself.</summary>
    public bool Suppresses { get; init; }

    /// <summary>The folder that a conversion writes, null for one in the folder of all runs.</summary>
    public string? Output { get; init; }

    /// <summary>Folders of plugins: see <see cref="Experiments.PluginCatalogue.Folders"/>.</summary>
    public required IReadOnlyList<string> PluginFolders { get; init; }
}
