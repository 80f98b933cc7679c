using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// The factor of the loss in float16, without which small gradients would become 0 (arXiv:1710.03740, sec. 3.2). A step whose gradients are
/// not finite is skipped and halves it; two thousand good ones double it. It stays on the device.
/// </summary>
internal sealed class LossScale : IDisposable
{
    private const float Start = 65536;
    private const double Growth = 2;
    private const double Backoff = 0.5;
    private const int Interval = 2000;

    private const string FactorName = "loss_scale";
    private const string TrackerName = "loss_scale_steps";

    private readonly Tensor _tracker;

    /// <summary>Starts at 2^16.</summary>
    /// <param name="device">The gradients' device.</param>
    public LossScale(Device device)
    {
        Factor = full([1], Start, device: device).DetachFromDisposeScope();
        _tracker = zeros([1], ScalarType.Int32, device).DetachFromDisposeScope();
    }

    /// <summary>The names of the state.</summary>
    public static IReadOnlyList<string> Names { get; } = [FactorName, TrackerName];

    /// <summary><c>[1]</c>: the factor.</summary>
    public Tensor Factor { get; }

    /// <summary>The state by name. The tensors are its own.</summary>
    public Dictionary<string, Tensor> State() => new() { [FactorName] = Factor, [TrackerName] = _tracker };

    /// <summary>Takes over a state.</summary>
    /// <param name="state">Tensors by the names of <see cref="State"/>; others are left alone.</param>
    public void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        foreach (var (name, own) in State()) if (state.TryGetValue(name, out var saved)) own.copy_(saved);
    }

    /// <summary>Divides the gradients by the factor, in place.</summary>
    /// <param name="gradients">The gradients.</param>
    /// <param name="skip"><c>[1]</c>: becomes 1 when one of them is not finite.</param>
    public void Unscale(Tensor[] gradients, Tensor skip)
    {
        using var inverse = Factor.reciprocal();
        TensorScripts.Unscale(gradients, skip, inverse);
    }

    /// <summary>Adapts the factor to how the step went.</summary>
    /// <param name="skip"><c>[1]</c>: 1 when it was skipped.</param>
    public void Adapt(Tensor skip) => TensorScripts.AdjustScale(Factor, _tracker, skip, Growth, Backoff, Interval);

    /// <inheritdoc/>
    public void Dispose()
    {
        Factor.Dispose();
        _tracker.Dispose();
    }
}
