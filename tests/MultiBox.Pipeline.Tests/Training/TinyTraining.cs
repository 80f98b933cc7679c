using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Experiments;
using MultiBox.Model;
using MultiBox.Pipeline.Setup;
using MultiBox.Pipeline.Training;
using MultiBox.Plugins.Compact;
using MultiBox.Plugins.Head;
using MultiBox.Plugins.Loss;
using static TorchSharp.torch;
using LearningRateSchedule = MultiBox.Pipeline.Training.LearningRateSchedule;
using OptimizerOptions = MultiBox.Pipeline.Training.OptimizerOptions;

namespace MultiBox.Pipeline.Tests.Training;

/// <summary>How a <see cref="TinyTraining"/> trains.</summary>
internal sealed record TinySettings
{
    public int BatchSize { get; init; } = 4;

    public int Epochs { get; init; } = 2;

    public int Width { get; init; } = 4;

    public OptimizerKind Kind { get; init; } = OptimizerKind.AdamW;

    public double Rate { get; init; } = 0.001;

    /// <summary>The factor of the rate after the first epoch.</summary>
    public double FactorAfterFirstEpoch { get; init; } = 1;

    public ValueList<string> Freeze { get; init; } = [];

    public BatchNormOptions BatchNorm { get; init; } = new();

    public ValueList<RateFactor> RateFactors { get; init; } = [];

    public double WeightDecay { get; init; } = 0.0005;

    public ILossFactory Loss { get; init; } = new MultiBoxLossFactory();

    /// <summary>The options of <see cref="Loss"/>.</summary>
    public object LossOptions { get; init; } = new MultiBoxLossOptions();

    public TrainerSettings Trainer { get; init; } = new();

    public double? EmaDecay { get; init; }

    public bool GradientCheckpointing { get; init; }

    /// <summary>How often each picture comes in an epoch.</summary>
    public int Repeats { get; init; } = 1;
}

/// <summary>All parts of a real training, small enough for milliseconds a step.</summary>
internal sealed class TinyTraining : IDisposable
{
    private readonly BatchLoader _loader;
    private readonly WeightAverage? _average;
    private readonly GradientCheckpoints? _checkpoints;

    public TinyTraining(ShapesFixture shapes, TinySettings settings, params IReadOnlyList<TrainingHook> hooks)
    {
        manual_seed(1);
        Model = SsdModel.Build(new SsdModelSpec
        {
            InputSize = ShapesFixture.ImageSize,
            ClassCount = ShapesDataset.ClassNames.Count + 1,
            CreateBackbone = () => new CompactBackbone(new CompactOptions { Width = settings.Width, Features = ["stage2", "stage3"] }),
            ExtraLayers = [new ExtraLayerSpec(16)],
            CreateDefaultBoxes = maps => DefaultBoxGenerator.FromRatios([.. maps.Select(_ => new double[] { 2 })], 0.3, 0.7),
            BoxCoder = new BoxCoder(new Variances(0.1f, 0.1f, 0.2f, 0.2f)),
            CreateHead = context => new MultiBoxHead(context),
            ClassScores = settings.Loss.DescribeScores(settings.LossOptions),
        });
        Tuning = FineTuningSetup.Apply(
            Model.Network, new TrainOptions { Freeze = settings.Freeze, BatchNorm = settings.BatchNorm, LearningRate = new() { Factors = settings.RateFactors } });
        Updater = new ParameterUpdater(Model.Network, new OptimizerOptions(settings.Kind, 0.9, false, 0.9, 0.999, settings.WeightDecay, 1, false), Tuning.RateFactors);
        _loader = new BatchLoader(
            [.. Enumerable.Repeat(shapes.Records, settings.Repeats).SelectMany(records => records)],
            new BatchLoaderOptions { InputSize = Model.InputSize, BatchSize = settings.BatchSize, Normalization = Model.Normalization, Seed = 1, Shuffle = true, DropLast = true, Workers = 1 });
        var schedule = new LearningRateSchedule(ScheduleKind.Step, settings.Rate, (_loader.BatchCount + settings.Trainer.AccumulateSteps - 1) / settings.Trainer.AccumulateSteps, settings.Epochs, [1], settings.FactorAfterFirstEpoch, 0, 0, 0);
        var loss = settings.Loss.Create(settings.LossOptions, new LossContext(Model.DefaultBoxes, Model.BoxCoder, Model.ClassCount));
        _average = settings.EmaDecay is { } decay ? new WeightAverage(Model.Network, decay) : null;
        _checkpoints = settings.GradientCheckpointing ? GradientCheckpoints.Install(Model.Network) : null;
        Trainer = new Trainer(Model, loss, Updater, schedule, (epoch, batch) => _loader.Epoch(epoch, batch), settings.Trainer with
        {
            FrozenStatistics = Tuning.FrozenStatistics,
            BatchesPerEpoch = _loader.BatchCount,
            Average = _average,
            Checkpoints = _checkpoints,
        }, hooks);
    }

    public SsdModel Model { get; }

    public FineTuning Tuning { get; }

    public ParameterUpdater Updater { get; }

    public Trainer Trainer { get; }

    /// <summary>The batches of an epoch.</summary>
    public int BatchCount => _loader.BatchCount;

    /// <summary>Trains to the end.</summary>
    public TinyTraining Run()
    {
        Trainer.Run(default, CancellationToken.None);
        return this;
    }

    /// <summary>The bits of all parameters and buffers.</summary>
    public Dictionary<string, string> Weights()
    {
        // The scope holds what is made on the way: a tensor that only a running call knows may be finalised in the middle of it.
        using var scope = NewDisposeScope();
        return Model.Network.state_dict().ToDictionary(entry => entry.Key, entry => Convert.ToHexString(entry.Value.detach().contiguous().bytes));
    }

    public void Dispose()
    {
        _loader.Dispose();
        Trainer.Dispose();
        _average?.Dispose();
        _checkpoints?.Dispose();
        Updater.Dispose();
        Model.Dispose();
    }
}

/// <summary>A hook that calls what a test wants called.</summary>
internal sealed class Probe : TrainingHook
{
    public Action<Trainer, StepResult>? OnStep { get; init; }

    public Action<IReadOnlyList<StepLosses>>? OnLosses { get; init; }

    public Action<Trainer, int>? OnEpoch { get; init; }

    public Action<Trainer>? OnInterrupted { get; init; }

    public override void StepDone(Trainer trainer, StepResult step) => OnStep?.Invoke(trainer, step);

    public override void LossesRead(Trainer trainer, IReadOnlyList<StepLosses> losses) => OnLosses?.Invoke(losses);

    public override void EpochDone(Trainer trainer, int epoch) => OnEpoch?.Invoke(trainer, epoch);

    public override void Interrupted(Trainer trainer) => OnInterrupted?.Invoke(trainer);
}
