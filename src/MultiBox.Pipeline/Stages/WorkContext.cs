using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Experiments;
using MultiBox.Inference.Runs;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Native;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Stages;

/// <summary>What the stages of one experiment share, each part made when it is first needed.</summary>
internal sealed class WorkContext : IDisposable
{
    private readonly Lazy<ResolvedExperiment> _resolved;
    private readonly Lazy<PluginCatalogue> _catalogue;
    private readonly Lazy<Device> _device;
    private FileStream? _runLock;
    private PreparedDataset? _prepared;
    private SsdModel? _model;
    private string? _modelWeights;

    public WorkContext(WorkbenchOptions options, IRunLog log, CancellationToken cancellation)
    {
        (Options, Log, Cancellation) = (options, log, cancellation);
        _resolved = new(ReadExperiment);
        _catalogue = new(() => PluginCatalogue.Load(options.PluginFolders));
        _device = new(ChooseDevice);
    }

    public WorkbenchOptions Options { get; }

    public IRunLog Log { get; }

    public CancellationToken Cancellation { get; }

    public string Name => Resolved.Name;

    public ResolvedExperiment Resolved => _resolved.Value;

    public Experiment Experiment => Resolved.Experiment;

    public PluginCatalogue Catalogue => _catalogue.Value;

    public Device Device => _device.Value;

    /// <summary>The packs of the experiment's data set; other data gets another folder.</summary>
    public string PreparedFolder => Path.Combine(
        Options.ArtifactsFolder, ".prepared",
        $"{Name}-{ContentHash.OfText(Experiment.CanonicalText(ExperimentSection.Dataset) + Options.DataFolder)[..12]}");

    /// <summary>The prepared data set, open until this context ends or another takes its place.</summary>
    /// <exception cref="MultiBoxException">It was not prepared, or is damaged.</exception>
    public PreparedDataset Prepared
    {
        get => _prepared ??= Directory.Exists(PreparedFolder)
            ? PreparedDataset.Load(PreparedFolder)
            : throw new MultiBoxException($"The data set of experiment '{Name}' is not prepared. Run --target Prepare --experiment {Options.Experiment}.");
        set
        {
            _prepared?.Dispose();
            _prepared = value;
        }
    }

    /// <summary>The run's folder: the one that the user named, or one of its own for each set of the training's inputs.</summary>
    public RunFolder Run => new(Path.Combine(Options.ArtifactsFolder, Name, Options.RunId switch
    {
        null => $"seed{Experiment.Seed}-{StageRecord.Fingerprint(TrainStage.Inputs(this))[..8]}",
        var id when LatestLink.IsName(id) => LatestLink.Target(Path.Combine(Options.ArtifactsFolder, Name)),
        var id => id,
    }));

    /// <summary>Whether the run's weights are whole: its training came to its end, or it was imported.</summary>
    public bool IsTrained => Run.IsTrained;

    /// <summary>The run that was evaluated or imported last.</summary>
    /// <exception cref="MultiBoxException">There is none.</exception>
    public RunFolder LatestRun => new(Path.Combine(Options.ArtifactsFolder, Name, LatestLink.Target(Path.Combine(Options.ArtifactsFolder, Name))));

    /// <summary>Builds the experiment's model with fresh weights, on the chosen device.</summary>
    public SsdModel BuildModel()
    {
        _model?.Dispose();
        (_model, _modelWeights) = (null, null);
        var device = Device; // Loads libtorch, which has to come before anything of TorchSharp.
        manual_seed(Experiment.Seed);
        var model = SsdModel.Build(ModelSetup.Spec(Resolved));
        model.MoveTo(device);
        return _model = model;
    }

    /// <summary>The model with the weights of the run's newest checkpoint.</summary>
    /// <returns>The model, owned by this context, and the file of its weights.</returns>
    /// <exception cref="MultiBoxException">The run has no checkpoint.</exception>
    public (SsdModel Model, string Weights) TrainedModel() => TrainedModel(Run);

    /// <summary>The model with the weights of a run's newest checkpoint.</summary>
    /// <returns>As for the other.</returns>
    /// <exception cref="MultiBoxException">The run has no checkpoint.</exception>
    public (SsdModel Model, string Weights) TrainedModel(RunFolder run)
    {
        var checkpoint = Checkpoint.Newest(run.Checkpoints)
            ?? throw new MultiBoxException($"{run.Root} holds no checkpoint. Run --target Train --experiment {Options.Experiment} first.");
        if (!run.IsTrained) Log.Warning($"The training of {run.Id} has not finished: these are its weights after epoch {checkpoint.Position.Epoch} of {Experiment.Train.Epochs}.");
        if (_model is null || _modelWeights != checkpoint.Weights)
        {
            var model = BuildModel();
            ModelWeights.Load(checkpoint.Weights, model);
            _modelWeights = checkpoint.Weights;
        }

        return (_model!, checkpoint.Weights);
    }

    /// <summary>Keeps other processes from working in the same run until this context ends.</summary>
    /// <exception cref="MultiBoxException">Another process works in it.</exception>
    public void LockRun() => LockRun(Run);

    /// <summary>Keeps other processes from working in a run until this context ends.</summary>
    /// <exception cref="MultiBoxException">Another process works in it.</exception>
    public void LockRun(RunFolder run)
    {
        if (_runLock is not null) return;
        var path = Path.Combine(Path.GetDirectoryName(run.Root)!, $".{run.Id}.lock");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            _runLock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException fault)
        {
            throw new MultiBoxException($"Another process works in run '{run.Id}' ({run.Root}). Wait for it to end, or use another --run or --set seed.", fault);
        }
    }

    /// <summary>Says whether a stage can be skipped, and why not.</summary>
    public bool IsCurrent(string stage, string recordPath, IReadOnlyDictionary<string, string> inputs, string root)
    {
        if (Options.Force)
        {
            Log.Line($"{stage}: forced.");
            return false;
        }

        var record = StageRecord.Read(recordPath);
        if (record?.WhyOutdated(inputs, root) is not { } why)
        {
            if (record is not null) Log.Line($"{stage}: unchanged, skipped ({root}).");
            return record is not null;
        }

        Log.Line($"{stage}: runs again ({why}).");
        return false;
    }

    public void Dispose()
    {
        _model?.Dispose();
        _prepared?.Dispose();
        _runLock?.Dispose();
    }

    private ResolvedExperiment ReadExperiment()
    {
        var resolved = ResolvedExperiment.Load(Options.RepositoryRoot, Options.Experiment, Options.Overrides, Catalogue);
        foreach (var warning in resolved.Experiment.Warnings()) Log.Warning(warning);
        return resolved;
    }

    private Device ChooseDevice()
    {
        NativeBackend.Load();
        var device = DeviceSelector.Parse(Options.Device);
        Log.Line($"Device: {device}, {get_num_threads()} threads.");
        return device;
    }
}
