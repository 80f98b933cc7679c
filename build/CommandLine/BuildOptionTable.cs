using MultiBox.Pipeline.Benchmarks;

namespace MultiBox.Build.CommandLine;

/// <summary>All options, in the order of the help: parsing, checks and help read them here.</summary>
public static class BuildOptionTable
{
    /// <summary>The environment variable that names the folder of datasets.</summary>
    public const string DataVariable = "MULTIBOX_DATA";

    /// <summary>The experiment that runs when none is named.</summary>
    public const string DefaultExperiment = "quickstart";

    /// <summary>The device that is used when none is named.</summary>
    public const string DefaultDevice = "auto";

    /// <summary>The targets.</summary>
    public static readonly BuildOption Target = new("--target", "NAME", "The target to run; repeat it, or separate names by commas.")
    {
        Default = TargetCatalog.Default,
        Repeatable = true,
        Letter = "-t",
    };

    /// <summary>The experiment.</summary>
    public static readonly BuildOption Experiment = new("--experiment", "NAME", "The experiment: its name in experiments/, or a YAML file.")
    {
        Default = DefaultExperiment,
    };

    /// <summary>Values that replace the experiment's.</summary>
    public static readonly BuildOption Set = new("--set", "PATH=VALUE", "Replaces a value of the experiment, such as train.epochs=3; repeatable.")
    {
        Repeatable = true,
    };

    /// <summary>Pictures for the demo.</summary>
    public static readonly BuildOption Images = new("--images", "FILES", "Pictures for Demo and Bench: files separated by commas, or a folder.")
    {
        Default = "the experiment's",
        Repeatable = true,
    };

    /// <summary>The least score.</summary>
    public static readonly BuildOption Threshold = new("--threshold", "SCORE", "The least score of a detection that Demo draws, or that a file of Export names, 0 to 1.")
    {
        Default = "the experiment's",
    };

    /// <summary>The device.</summary>
    public static readonly BuildOption Device = new("--device", "DEVICE", "auto, cpu, cuda or cuda:N.") { Default = DefaultDevice };

    /// <summary>The folder of datasets.</summary>
    public static readonly BuildOption Data = new("--data", "FOLDER", $"The folder of datasets; also {DataVariable}.") { Default = "data/" };

    /// <summary>Where else archives lie.</summary>
    public static readonly BuildOption Mirror = new("--mirror", "URL", "Where Fetch looks for archives first: a URL or a folder; repeatable.")
    {
        Repeatable = true,
    };

    /// <summary>Without the network.</summary>
    public static readonly BuildOption Offline = new("--offline", null, "Downloads nothing: Fetch names the files that are missing.");

    /// <summary>The folder of results.</summary>
    public static readonly BuildOption Artifacts = new("--artifacts", "FOLDER", "The folder that results are written to.")
    {
        Default = "artifacts/",
    };

    /// <summary>The run's name.</summary>
    public static readonly BuildOption Run = new("--run", "ID", "The run to work on.") { Default = "derived from the experiment" };

    /// <summary>The weights to import.</summary>
    public static readonly BuildOption From = new(
        "--from", "FILES", "What Import reads: a weight file, with its -symbol.json after a comma for MXNet, or a name of the catalogue of weights.")
    {
        Repeatable = true,
    };

    /// <summary>The format to convert to.</summary>
    public static readonly BuildOption To = new(
        "--to", "FORMAT", "What Convert writes: voc, coco or yolo. What ExportWeights writes: safetensors, params or pth.");

    /// <summary>The format to export in.</summary>
    public static readonly BuildOption Format = new("--format", "FORMAT", "What Export writes: onnx or torchscript.") { Default = "onnx" };

    /// <summary>How many images an exported file takes at once.</summary>
    public static readonly BuildOption Batch = new("--batch", "N", "How many images the ONNX file that Export writes takes at once, or dynamic for any number.")
    {
        Default = "dynamic",
    };

    /// <summary>Suppression in the exported file.</summary>
    public static readonly BuildOption Nms = new("--nms", null, "Export puts decoding and non-maximum suppression into the ONNX file.");

    /// <summary>What computes the network.</summary>
    public static readonly BuildOption Backend = new("--backend", "NAME", "What computes the network in Demo: torch, or onnx for an exported file.") { Default = "torch" };

    /// <summary>The model file.</summary>
    public static readonly BuildOption Model = new("--model", "FILE", "The exported .onnx file that Demo detects with; goes with --backend onnx.") { Default = "the run's" };

    /// <summary>Where the result goes.</summary>
    public static readonly BuildOption Output = new("--output", "FOLDER", "The folder that Convert writes, which must be absent or empty, or that Export, ExportWeights and Publish write to.")
    {
        Default = "in the folder of results",
    };

    /// <summary>Again.</summary>
    public static readonly BuildOption Force = new("--force", null, "Runs stages again although their results are there.");

    /// <summary>Go on.</summary>
    public static readonly BuildOption Resume = new("--resume", null, "Goes on training from the last checkpoint.");

    /// <summary>Accept new numbers.</summary>
    public static readonly BuildOption Accept = new("--accept", null, "Lets Regression and Bench accept the new numbers.");

    /// <summary>Parts of the benchmark.</summary>
    public static readonly BuildOption Only = new("--only", "PARTS", $"The parts that Bench measures, separated by commas: {string.Join(", ", Bench.PartNames)}.")
    {
        Default = "all",
        Repeatable = true,
    };

    /// <summary>Without dependencies.</summary>
    public static readonly BuildOption Exclusive = new("--exclusive", null, "Runs the targets without what they depend on.") { Letter = "-e" };

    /// <summary>The tree of tasks.</summary>
    public static readonly BuildOption Tree = new("--tree", null, "Shows which target depends on which, and runs none.");

    /// <summary>The list of tasks.</summary>
    public static readonly BuildOption Description = new("--description", null, "Lists the targets, and runs none.");

    /// <summary>The order of tasks.</summary>
    public static readonly BuildOption DryRun = new("--dryrun", null, "Says which targets would run, in order, and runs none.");

    /// <summary>How much is printed.</summary>
    public static readonly BuildOption Verbosity = new("--verbosity", "LEVEL", "quiet, minimal, normal, verbose or diagnostic.")
    {
        Default = "normal",
        Letter = "-v",
    };

    /// <summary>The version.</summary>
    public static readonly BuildOption Version = new("--version", null, "Prints the version.");

    /// <summary>More than the version.</summary>
    public static readonly BuildOption Info = new("--info", null, "Prints the versions, the system and the root folder.");

    /// <summary>The help.</summary>
    public static readonly BuildOption Help = new("--help", null, "Prints this.") { Letter = "-h" };

    /// <summary>All options in the order of the help.</summary>
    public static IReadOnlyList<BuildOption> All { get; } =
    [
        Target, Experiment, Set, Images, Threshold, Backend, Model, Device, Data, Mirror, Offline, Artifacts, Run, From, To, Format, Batch, Nms, Output, Force, Resume, Accept, Only,
        Exclusive, Tree, Description, DryRun, Verbosity, Version, Info, Help,
    ];
}
