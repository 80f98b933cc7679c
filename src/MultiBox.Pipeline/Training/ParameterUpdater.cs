using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// An optimiser over a network's trainable parameters in groups: weights, biases (own rate factor) and the parameters of
/// normalisation layers (weight decay optional), each again by the factor of its rate.
/// </summary>
public sealed class ParameterUpdater : IDisposable
{
    private readonly ParameterOptimizer _optimizer;
    private double _rate;

    /// <summary>Groups the network's parameters that require gradients.</summary>
    /// <param name="network">The network; frozen parameters are left out.</param>
    /// <param name="options">The method.</param>
    /// <param name="rateFactors">
    /// Factors of the rate by the names of parameters, on top of the biases' own; a parameter without one has 1. Null for no factors.
    /// </param>
    public ParameterUpdater(nn.Module network, OptimizerOptions options, IReadOnlyDictionary<string, double>? rateFactors = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        var norms = NormalizationParameters(network);
        var trainable = network.named_parameters().Where(p => p.parameter.requires_grad).ToList();
        Parameters = [.. trainable.Select(p => p.parameter)];
        var groups = trainable
            .GroupBy(p => (
                Norm: norms.Contains(p.name),
                Bias: p.name.EndsWith("bias", StringComparison.Ordinal) && !norms.Contains(p.name),
                Factor: rateFactors?.GetValueOrDefault(p.name, 1) ?? 1))
            .OrderBy(group => group.Key)
            .Select(group => new ParameterGroup(
                [.. group.Select(p => (p.name, p.parameter))],
                group.Key.Factor * (group.Key.Bias ? options.BiasRateFactor : 1),
                group.Key.Norm && !options.NormWeightDecay ? 0 : options.WeightDecay))
            .ToList();
        _optimizer = options.Kind is OptimizerKind.RmsProp or OptimizerKind.Adadelta ? new TorchOptimizer(options, groups) : new FusedOptimizer(options, groups);
    }

    /// <summary>The parameters that are updated.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Sets the rate of the coming step.</summary>
    /// <param name="rate">The weights' rate; other groups have their multiple of it.</param>
    public void SetRate(double rate) => _rate = rate;

    /// <summary>Forgets the gradients.</summary>
    public void ZeroGradients()
    {
        foreach (var parameter in Parameters) parameter.grad = null;
    }

    /// <summary>The gradients that there are, in the caller's dispose scope; the same memory as the parameters' own.</summary>
    public Tensor[] Gradients() => [.. Parameters.Select(parameter => parameter.grad).OfType<Tensor>()];

    /// <summary>Updates the parameters from their gradients.</summary>
    /// <param name="skip">
    /// <c>[1]</c> on the parameters' device: 1 leaves parameters and state as they are, without a look at it from the host (not with RMSprop and
    /// Adadelta). Null for 0.
    /// </param>
    public void Step(Tensor? skip = null) => _optimizer.Step(_rate, skip);

    /// <summary>
    /// The optimiser's state (momenta, step counts and the like) by parameter and field, e.g. <c>head.offsets.0.weight/momentum_buffer</c>.
    /// The tensors are the optimiser's own; numbers are new tensors of no dimension, in the caller's dispose scope.
    /// </summary>
    public Dictionary<string, Tensor> State() => _optimizer.State().Where(field => field.Value is not null).ToDictionary(
        field => field.Name, field => field.Value as Tensor ?? tensor((long)field.Value!), StringComparer.Ordinal);

    /// <summary>Takes over a state of the same optimiser over the same parameters.</summary>
    /// <param name="state">What <see cref="State"/> gave; its tensors are copied.</param>
    /// <exception cref="MultiBoxException">The state is of another optimiser or network.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var fields = _optimizer.State().ToDictionary(field => field.Name, StringComparer.Ordinal);
        var foreign = state.Keys.Where(name => !fields.ContainsKey(name)).ToList();
        if (foreign.Count > 0) throw new MultiBoxException($"The optimiser's state does not fit this training: {foreign.Count} values are unknown, e.g. {foreign[0]}.");

        using var noGradients = no_grad();
        foreach (var (name, saved) in state)
        {
            var field = fields[name];
            if (field.Value is long)
            {
                field.Set(saved.item<long>());
                continue;
            }

            // The memory order of the parameter stays that of its state: the same arithmetic follows.
            var own = field.Value as Tensor ?? empty_like(field.Parameter.detach()).DetachFromDisposeScope();
            own.copy_(saved);
            field.Set(own);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer.Dispose();

    private static HashSet<string> NormalizationParameters(nn.Module network) =>
    [
        .. network.named_modules()
            .Where(m => m.module is BatchNorm1d or BatchNorm2d or BatchNorm3d or GroupNorm or LayerNorm or InstanceNorm2d)
            .SelectMany(m => m.module.named_parameters().Select(p => $"{m.name}.{p.name}")),
    ];
}
