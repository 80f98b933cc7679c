using MultiBox.Data;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>What the batches of one optimiser step add up to.</summary>
internal sealed class StepUnderWay : IDisposable
{
    private readonly List<ImageRecord> _records = [];
    private Tensor? _terms;

    /// <summary>The number of batches so far.</summary>
    public int Batches { get; private set; }

    /// <summary><c>[2]</c>: both terms of the loss, the mean over the batches.</summary>
    public Tensor Terms => _terms ?? throw new InvalidOperationException("No batch was added.");

    /// <summary>The images so far.</summary>
    public IReadOnlyList<ImageRecord> Records => [.. _records];

    /// <summary>Adds a batch.</summary>
    /// <param name="share"><c>[2]</c>: its terms, divided by the number of batches of the step.</param>
    /// <param name="records">Its images.</param>
    public void Add(Tensor share, IReadOnlyList<ImageRecord> records)
    {
        if (_terms is null) _terms = share.DetachFromDisposeScope();
        else _terms.add_(share);
        _records.AddRange(records);
        Batches++;
    }

    /// <summary>Begins the next step.</summary>
    public void Reset()
    {
        _terms?.Dispose();
        _terms = null;
        _records.Clear();
        Batches = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Reset();
}
