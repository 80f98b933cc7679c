using MultiBox.Abstractions;
using MultiBox.Data;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// The losses of the steps since the last reading. They stay on the device until all are read at once, since each reading waits for it; what
/// an error has to name is kept with them.
/// </summary>
/// <param name="capacity">The largest number of steps between two readings.</param>
/// <param name="device">Where the losses are.</param>
internal sealed class LossLedger(int capacity, Device device) : IDisposable
{
    // A loss scale of 2^16 has come down to where even gradients of the size of the loss would not overflow.
    private const int MostSkips = 40;

    private const string OtherPrecision = "\n  Where float16 is too narrow for what the network computes, train.precision bf16 or fp32 helps.";

    // Classification, localisation, and 1 where gradients are not finite and the update was skipped.
    private readonly Tensor _values = zeros([capacity, 3], device: device).DetachFromDisposeScope();
    private readonly List<Entry> _entries = [];

    private int _skippedInARow;

    /// <summary>Notes a step.</summary>
    /// <param name="next">The position after it.</param>
    /// <param name="rate">Its learning rate.</param>
    /// <param name="records">Its images.</param>
    /// <param name="terms"><c>[2]</c>: both terms of the loss.</param>
    /// <param name="skipped"><c>[1]</c>: whether the update was skipped.</param>
    public void Add(TrainingPosition next, double rate, IReadOnlyList<ImageRecord> records, Tensor terms, Tensor skipped)
    {
        using var scope = NewDisposeScope();
        _values.select(0, _entries.Count).copy_(cat([terms, skipped]));
        _entries.Add(new Entry(next, rate, records));
    }

    /// <summary>Reads the losses and forgets them.</summary>
    /// <param name="skipsAreFine">Whether gradients that are not finite are no fault: with a loss scale that adapts itself, unless they go on and on.</param>
    /// <exception cref="MultiBoxException">A loss or gradient is not finite: the first such step, its terms and images are named.</exception>
    public IReadOnlyList<StepLosses> Read(bool skipsAreFine)
    {
        if (_entries.Count == 0) return [];
        using var scope = NewDisposeScope();
        var values = _values.narrow(0, 0, _entries.Count).cpu().contiguous().data<float>().ToArray();
        var losses = new List<StepLosses>();
        foreach (var (i, entry) in _entries.Index())
        {
            var (classification, localization, skipped) = (values[3 * i], values[(3 * i) + 1], values[(3 * i) + 2] != 0);
            if (!float.IsFinite(classification) || !float.IsFinite(localization)) throw NotFinite("The loss is", entry, classification, localization, skipsAreFine ? OtherPrecision : "");
            _skippedInARow = skipped ? _skippedInARow + 1 : 0;
            if (skipped && !skipsAreFine) throw NotFinite("Gradients are", entry, classification, localization);
            if (_skippedInARow >= MostSkips) throw NotFinite($"Gradients of {MostSkips} steps in a row are, whatever the loss scale,", entry, classification, localization, OtherPrecision);
            losses.Add(new StepLosses(entry.Next, classification, localization));
        }

        _entries.Clear();
        return losses;
    }

    /// <inheritdoc/>
    public void Dispose() => _values.Dispose();

    private static MultiBoxException NotFinite(string what, Entry entry, float classification, float localization, string hint = "") => new(
        $"""
        {what} not finite in epoch {entry.Next.Epoch + 1}, batch {entry.Next.Batch} (step {entry.Next.Step}).
          Found: CrossEntropy {classification}, SmoothL1 {localization}, learning rate {entry.Rate:g4}.
          Images of the batch: {string.Join(", ", entry.Records.Select(record => record.Picture.Path))}.
          The last checkpoint is kept. Lower train.learning_rate.base, lengthen train.learning_rate.warmup_steps or set
          train.clip_gradient_norm, and train again.{hint}
        """);

    private sealed record Entry(TrainingPosition Next, double Rate, IReadOnlyList<ImageRecord> Records);
}
