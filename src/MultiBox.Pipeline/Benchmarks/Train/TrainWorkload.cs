using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.Pipeline.Setup;
using MultiBox.Pipeline.Training;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Benchmarks.Train;

/// <summary>
/// One step of <see cref="Trainer"/>: forward, matching, loss, backward, update. Its batch is in memory and always the same, so that no input
/// is measured.
/// </summary>
internal sealed class TrainWorkload : IDisposable
{
    private const double Rate = 1e-4;

    private static readonly ImageRecord _nowhere = new("generated", "generated", new PictureLocation("generated"), "generated", 1, 1, []);

    private readonly BenchNetwork _network;
    private readonly Tensor _images;
    private readonly IReadOnlyList<GroundTruth> _truths;
    private readonly IReadOnlyList<ImageRecord> _records;
    private readonly ParameterUpdater _updater;
    private readonly Trainer _trainer;
    private readonly CancellationToken _cancellation;

    /// <summary>Prepares the training as the experiment describes it, but with a low constant rate and without clipping gradients.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="network">The network, which stays its owner's; it is trained in place.</param>
    /// <param name="batch">The images of a step.</param>
    /// <param name="precision">What convolutions compute in.</param>
    /// <param name="cancellation">Stops after a step.</param>
    public TrainWorkload(string name, BenchNetwork network, int batch, BenchPrecision precision, CancellationToken cancellation)
    {
        (Name, _network, _cancellation) = (name, network, cancellation);
        var (resolved, model) = (network.Resolved, network.Model);
        _images = network.Images(batch);
        _truths = SyntheticTruths.Of(batch, model.ClassCount);
        _records = [.. Enumerable.Repeat(_nowhere, batch)];
        var loss = resolved.Loss.Factory.Create(resolved.Loss.Options, new LossContext(model.DefaultBoxes, model.BoxCoder, model.ClassCount));
        _updater = new ParameterUpdater(model.Network, TrainingSetup.Optimizer(resolved.Experiment.Train.Optimizer));
        // An epoch of one step, over and over.
        var schedule = new LearningRateSchedule(ScheduleKind.Constant, Rate, StepsPerEpoch: 1, Epochs: 1, [], Factor: 1, WarmupSteps: 0, WarmupFactor: 1, FinalFactor: 1);
        _trainer = new Trainer(model, loss, _updater, schedule, Epoch, new TrainerSettings { Precision = precision.Type }, []);
    }

    /// <summary>The row's name.</summary>
    public string Name { get; }

    /// <summary>Ours.</summary>
    /// <param name="threads">The threads that work.</param>
    /// <param name="hasPeers">Whether peers do the same.</param>
    public Workload Timed(int threads, bool hasPeers) => Workload.Timed(
        Name,
        _ =>
        {
            _trainer.Run(default, _cancellation);
            return _truths.Count;
        },
        threads,
        hasPeers);

    /// <summary>The same for a peer.</summary>
    public object Manifest() => new
    {
        Name,
        Kind = "train",
        Network = _network.Name,
        Batch = _truths.Count,
        GroundTruths = _truths.Select(truth => new
        {
            Boxes = truth.Boxes.Select(box => new[] { box.X1, box.Y1, box.X2, box.Y2 }),
            truth.Labels,
        }),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        _updater.Dispose();
        _images.Dispose();
    }

    // The trainer disposes its batches: each has a tensor of its own on the same memory.
    private IEnumerable<Batch> Epoch(int epoch, int from)
    {
        yield return new Batch(_images.alias().DetachFromDisposeScope(), () => { }, _truths, _records, 0);
    }
}
