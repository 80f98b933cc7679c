using System.Reflection;
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
    private readonly OptimizerHelper _optimizer;
    private readonly double[] _rateFactors;
    private readonly List<(string Name, Parameter Parameter)> _inGroupOrder;

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
            .Select(group => (
                Named: group.ToList(),
                Parameters: (IReadOnlyList<Parameter>)[.. group.Select(p => p.parameter)],
                RateFactor: group.Key.Factor * (group.Key.Bias ? options.BiasRateFactor : 1),
                WeightDecay: group.Key.Norm && !options.NormWeightDecay ? 0 : options.WeightDecay))
            .ToList();
        _rateFactors = [.. groups.Select(group => group.RateFactor)];
        _inGroupOrder = [.. groups.SelectMany(group => group.Named)];
        _optimizer = Create(options, [.. groups.Select(group => (group.Parameters, group.WeightDecay))]);
    }

    /// <summary>The parameters that are updated.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Sets the rate of the coming step.</summary>
    /// <param name="rate">The weights' rate; other groups have their multiple of it.</param>
    public void SetRate(double rate)
    {
        foreach (var (group, factor) in _optimizer.ParamGroups.Zip(_rateFactors)) group.LearningRate = rate * factor;
    }

    /// <summary>Forgets the gradients.</summary>
    public void ZeroGradients() => _optimizer.zero_grad();

    /// <summary>Updates the parameters from their gradients.</summary>
    public void Step() => _optimizer.step();

    /// <summary>
    /// The optimiser's state (momenta, step counts and the like) by parameter and field, e.g. <c>head.offsets.0.weight/momentum_buffer</c>.
    /// The tensors are the optimiser's own; numbers are new tensors of no dimension, in the caller's dispose scope.
    /// </summary>
    public Dictionary<string, Tensor> State() => StateFields().Where(field => field.Value is not null).ToDictionary(
        field => field.Name, field => field.Value as Tensor ?? tensor((long)field.Value!), StringComparer.Ordinal);

    /// <summary>Takes over a state of the same optimiser over the same parameters.</summary>
    /// <param name="state">What <see cref="State"/> gave; its tensors are copied.</param>
    /// <exception cref="MultiBoxException">The state is of another optimiser or network.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var fields = StateFields().ToDictionary(field => field.Name, StringComparer.Ordinal);
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

    // TorchSharp's own save_state_dict fails for tensors with channels innermost, so the public fields of its states are read instead.
    private IEnumerable<StateField> StateFields()
    {
        foreach (var (state, (name, parameter)) in _optimizer.state_dict().State.Zip(_inGroupOrder))
        {
            foreach (var field in state.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance).Where(field => field.FieldType == typeof(Tensor) || field.FieldType == typeof(long)))
            {
                yield return new StateField($"{name}/{field.Name}", parameter, field.GetValue(state), value => field.SetValue(state, value));
            }
        }
    }

    private static HashSet<string> NormalizationParameters(nn.Module network) =>
    [
        .. network.named_modules()
            .Where(m => m.module is BatchNorm1d or BatchNorm2d or BatchNorm3d or GroupNorm or LayerNorm or InstanceNorm2d)
            .SelectMany(m => m.module.named_parameters().Select(p => $"{m.name}.{p.name}")),
    ];

    private static OptimizerHelper Create(
        OptimizerOptions o, List<(IReadOnlyList<Parameter> Parameters, double WeightDecay)> groups)
    {
        const double rate = 1; // Set before each step.
        return o.Kind switch
        {
            OptimizerKind.Sgd => optim.SGD(
                [.. groups.Select(g => new SGD.ParamGroup(g.Parameters, new SGD.Options { LearningRate = rate, weight_decay = g.WeightDecay }))],
                rate, o.Momentum, 0, 0, o.Nesterov),
            OptimizerKind.Adam => optim.Adam(
                [.. groups.Select(g => new Adam.ParamGroup(g.Parameters, new Adam.Options { LearningRate = rate, weight_decay = g.WeightDecay }))],
                rate, o.Beta1, o.Beta2),
            OptimizerKind.AdamW => optim.AdamW(
                [.. groups.Select(g => new AdamW.ParamGroup(g.Parameters, new AdamW.Options { LearningRate = rate, weight_decay = g.WeightDecay }))],
                rate, o.Beta1, o.Beta2),
            OptimizerKind.RmsProp => optim.RMSProp(
                [.. groups.Select(g => new RMSProp.ParamGroup(g.Parameters, new RMSProp.Options { LearningRate = rate, weight_decay = g.WeightDecay }))],
                rate, momentum: o.Momentum),
            OptimizerKind.Adadelta => optim.Adadelta(
                [.. groups.Select(g => new Adadelta.ParamGroup(g.Parameters, new Adadelta.Options { LearningRate = rate, weight_decay = g.WeightDecay }))],
                rate),
            _ => throw new ArgumentOutOfRangeException(nameof(o), $"No optimiser {o.Kind}."),
        };
    }

    private sealed record StateField(string Name, Parameter Parameter, object? Value, Action<object> Set);
}
