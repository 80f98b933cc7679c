using MultiBox.Abstractions;
using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.Pipeline.Benchmarks.Train;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Benchmarks.Scaling;

/// <summary>The experiment's loss by itself: matching annotated objects with default boxes, both terms, and the gradient of the predictions.</summary>
internal sealed class LossWorkload : IDisposable
{
    private readonly DetectionLoss _loss;
    private readonly HeadOutput _predictions;
    private readonly IReadOnlyList<GroundTruth> _truths;

    /// <summary>Prepares random predictions.</summary>
    /// <param name="network">The network that they are as if of; nothing of it is kept.</param>
    /// <param name="batch">The images of a step.</param>
    /// <param name="objects">The annotated objects of each image.</param>
    public LossWorkload(BenchNetwork network, int batch, int objects)
    {
        var (loss, model) = (network.Resolved.Loss, network.Model);
        _loss = loss.Factory.Create(loss.Options, new LossContext(model.DefaultBoxes, model.BoxCoder, model.ClassCount));
        _predictions = new HeadOutput(
            randn(batch, model.DefaultBoxes.Count, 4, requires_grad: true), randn(batch, model.DefaultBoxes.Count, model.ClassCount, requires_grad: true));
        _truths = SyntheticTruths.Of(batch, model.ClassCount, objects);
    }

    /// <summary>Ours.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="threads">The threads that work.</param>
    public Workload Timed(string name, int threads) => Workload.Timed(
        name,
        _ =>
        {
            using var scope = NewDisposeScope();
            var terms = _loss.Compute(_predictions, _truths);
            (terms.Classification + terms.Localization).backward();
            (_predictions.Offsets.grad, _predictions.Logits.grad) = (null, null);
            return _truths.Count;
        },
        threads);

    /// <inheritdoc/>
    public void Dispose()
    {
        _predictions.Offsets.Dispose();
        _predictions.Logits.Dispose();
    }
}
