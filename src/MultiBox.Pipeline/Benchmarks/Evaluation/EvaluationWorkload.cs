using MultiBox.Data;
using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.Pipeline.Setup;

namespace MultiBox.Pipeline.Benchmarks.Evaluation;

/// <summary>What <c>--target Evaluate</c> does for experiment <c>bccd</c>: read, decode, resize, network, decoding, NMS, average precision.</summary>
/// <param name="network">The experiment's network.</param>
/// <param name="records">The pictures.</param>
/// <param name="threads">The threads that work.</param>
internal sealed class EvaluationWorkload(BenchNetwork network, IReadOnlyList<ImageRecord> records, int threads)
{
    /// <summary>The row's name.</summary>
    public const string Name = "evaluate-bccd";

    // Generated boxes have labels of their own.
    private readonly IReadOnlyList<ImageRecord> _records =
        [.. records.Select(record => record with { Objects = [.. record.Objects.Select(item => item with { Label = 1 + (item.Label % (network.Model.ClassCount - 1)) })] })];

    /// <summary>Ours.</summary>
    /// <param name="cancellation">Stops between two batches.</param>
    public Workload Timed(CancellationToken cancellation) => Workload.Timed(
        Name,
        _ =>
        {
            var experiment = network.Resolved.Experiment;
            EvaluationSetup.Evaluate(
                experiment, network.Model, _records, new SourcePictures(_records), EvaluationSetup.Evaluator(experiment), _ => { }, cancellation);
            return _records.Count;
        },
        threads,
        hasPeers: true);

    /// <summary>The same for a peer.</summary>
    public object Manifest() => new
    {
        Name,
        Kind = "evaluate",
        Network = network.Name,
        Batch = network.Resolved.Experiment.Evaluate.BatchSize,
        Pictures = _records.Select(record => record.Picture.Path),
        Variances = BenchNetwork.Variances(network.Model.BoxCoder.Variances),
        network.Decoding.ScoreThreshold,
        network.Decoding.NmsThreshold,
        network.Decoding.TopK,
        network.Decoding.MaxDetections,
    };
}
