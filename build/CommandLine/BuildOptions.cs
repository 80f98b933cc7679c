using Cake.Core.Diagnostics;

namespace MultiBox.Build.CommandLine;

/// <summary>The command line after all checks. Paths are absolute.</summary>
public sealed record BuildOptions
{
    /// <value>The targets in the order given; <c>Default</c> when none was.</value>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <value>An experiment's name, or the absolute path of its YAML file; <c>quickstart</c> by default.</value>
    public required string Experiment { get; init; }

    /// <value>Values that replace those of the experiment, in the order given: the path (<c>train.epochs</c>) and the text.</value>
    public required IReadOnlyList<KeyValuePair<string, string>> Set { get; init; }

    /// <value>Existing picture files and folders of pictures; empty for the experiment's own, and for generated ones in Bench.</value>
    public required IReadOnlyList<string> Images { get; init; }

    /// <value>The least score of a detection that is drawn, 0..1; null for the experiment's own.</value>
    public double? Threshold { get; init; }

    /// <value>What computes the network in Demo: <c>torch</c> or <c>onnx</c>.</value>
    public string Backend { get; init; } = "torch";

    /// <value>The model file that Demo takes in place of the run's exported one, which exists; null for that.</value>
    public string? Model { get; init; }

    /// <value><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</value>
    public required string Device { get; init; }

    /// <value>The folder of datasets.</value>
    public required string DataFolder { get; init; }

    /// <value>Where archives are looked for first: <c>http(s)://</c>, <c>file://</c>, or existing folders.</value>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <value>Whether nothing is downloaded.</value>
    public bool Offline { get; init; }

    /// <value>The folder that runs are written to.</value>
    public required string ArtifactsFolder { get; init; }

    /// <value>The run to work on; null for the one that the experiment's content names.</value>
    public string? Run { get; init; }

    /// <value>The weights to import: absolute paths of files that exist, else as typed.</value>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <value>What the target is to convert to, as typed: it depends on the target what there is; null when it was not given.</value>
    public string? To { get; init; }

    /// <value>The format to export in, as typed; null when it was not given.</value>
    public string? Format { get; init; }

    /// <value>How many images an exported file takes at once; null for any number.</value>
    public int? Batch { get; init; }

    /// <value>Whether an exported file holds non-maximum suppression.</value>
    public bool Nms { get; init; }

    /// <value>The folder that the target writes; null for its own choice.</value>
    public string? Output { get; init; }

    /// <value>Whether stages run again although their results are there.</value>
    public bool Force { get; init; }

    /// <value>Whether training goes on from its last checkpoint.</value>
    public bool Resume { get; init; }

    /// <value>Whether Regression and Bench accept the new numbers.</value>
    public bool Accept { get; init; }

    /// <value>The parts that Bench measures; empty for all.</value>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <value>Whether the targets run without what they depend on.</value>
    public bool Exclusive { get; init; }

    /// <value>Whether the tasks are shown as a tree and none runs.</value>
    public bool Tree { get; init; }

    /// <value>Whether the tasks are listed and none runs.</value>
    public bool Description { get; init; }

    /// <value>Whether the tasks are named in order and none runs.</value>
    public bool DryRun { get; init; }

    /// <value>How much Cake prints.</value>
    public Verbosity Verbosity { get; init; } = Verbosity.Normal;

    /// <value>What is printed instead of running targets.</value>
    public InformationKind Information { get; init; }

    /// <summary>The part of the command line that Cake's host is to see.</summary>
    public IReadOnlyList<string> ToCakeArguments()
    {
        var args = new List<string>();
        foreach (var target in Targets) args.AddRange(["--target", target]);
        args.AddRange(["--verbosity", Verbosity.ToString()]);
        if (Exclusive) args.Add("--exclusive");
        if (Tree) args.Add("--tree");
        if (Description) args.Add("--description");
        if (DryRun) args.Add("--dryrun");
        return args;
    }
}
