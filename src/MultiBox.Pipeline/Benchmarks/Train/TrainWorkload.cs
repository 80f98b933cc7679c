using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.Pipeline.Training;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Benchmarks.Train;

/// <summary>
/// One step of <see cref="Trainer"/>: forward, matching, loss, backward, update. Its batch is in memory and always the same, so that no input
/// is measured.
/// </summary>
internal sealed class TrainWorkload : IDisposable
{
    private static readonly ImageRecord _nowhere = new("generated", "generated", new PictureLocation("generated"), "generated", 1, 1, []);

    private readonly Tensor _images;
    private readonly IReadOnlyList<GroundTruth> _truths;
    private readonly IReadOnlyList<ImageRecord> _records;
    private readonly BenchTraining _training;
    private readonly Trainer _trainer;
    private readonly CancellationToken _cancellation;

    /// <summary>Prepares the training.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="network">The network, which stays its owner's; it is trained in place.</param>
    /// <param name="batch">The images of a step.</param>
    /// <param name="precision">What convolutions compute in.</param>
    /// <param name="cancellation">Stops after a step.</param>
    public TrainWorkload(string name, BenchNetwork network, int batch, BenchPrecision precision, CancellationToken cancellation)
    {
        (Name, _cancellation) = (name, cancellation);
        _images = network.Images(batch);
        _truths = SyntheticTruths.Of(batch, network.Model.ClassCount);
        _records = [.. Enumerable.Repeat(_nowhere, batch)];
        _training = new BenchTraining(network);
        _trainer = _training.Trainer(steps: 1, precision, Batches);
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
    /// <param name="name">The row's name.</param>
    /// <param name="network">The network.</param>
    /// <param name="batch">The images of a step.</param>
    /// <param name="precision">What the peer computes in, as its rows name it.</param>
    public static object Manifest(string name, BenchNetwork network, int batch, string precision = "fp32") => new
    {
        Name = name,
        Kind = "train",
        Network = network.Name,
        Batch = batch,
        Precision = precision,
        GroundTruths = SyntheticTruths.Of(batch, network.Model.ClassCount).Select(truth => new
        {
            Boxes = truth.Boxes.Select(box => new[] { box.X1, box.Y1, box.X2, box.Y2 }),
            truth.Labels,
        }),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        _training.Dispose();
        _images.Dispose();
    }

    // The trainer disposes its batches: each has a tensor of its own on the same memory.
    private IEnumerable<Batch> Batches()
    {
        yield return new Batch(_images.alias().DetachFromDisposeScope(), () => { }, _truths, _records, 0);
    }
}
