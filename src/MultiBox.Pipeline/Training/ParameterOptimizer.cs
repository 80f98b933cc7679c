using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>Some parameters that share their rate and decay.</summary>
/// <param name="Named">The parameters by name.</param>
/// <param name="RateFactor">Their rate as a multiple of the weights'.</param>
/// <param name="WeightDecay">Their decay.</param>
internal sealed record ParameterGroup(IReadOnlyList<(string Name, Parameter Parameter)> Named, double RateFactor, double WeightDecay);

/// <summary>A value of an optimiser's state.</summary>
/// <param name="Name">Parameter and field, e.g. <c>head.offsets.0.weight/momentum_buffer</c>.</param>
/// <param name="Parameter">The parameter.</param>
/// <param name="Value">A tensor, a count (<see cref="long"/>), or null where there is none yet.</param>
/// <param name="Set">Replaces the value.</param>
internal sealed record StateField(string Name, Parameter Parameter, object? Value, Action<object> Set);

/// <summary>A method by which parameters follow their gradients.</summary>
internal abstract class ParameterOptimizer : IDisposable
{
    /// <summary>The state, in the order of the groups.</summary>
    public abstract IEnumerable<StateField> State();

    /// <summary>Updates the parameters that have gradients.</summary>
    /// <param name="rate">The weights' rate.</param>
    /// <param name="skip">On the parameters' device, <c>[1]</c>: 1 leaves everything as it is, where the method can; null for 0.</param>
    public abstract void Step(double rate, Tensor? skip);

    /// <inheritdoc/>
    public abstract void Dispose();
}
