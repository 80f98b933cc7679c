using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// An optimiser over a network's trainable parameters in groups: weights, biases (own rate factor) and the parameters of
/// normalisation layers (weight decay optional).
/// </summary>
public sealed class ParameterUpdater : IDisposable
{
    private readonly OptimizerHelper _optimizer;
    private readonly double[] _rateFactors;

    /// <summary>Groups the network's parameters that require gradients.</summary>
    /// <param name="network">The network; frozen parameters are left out.</param>
    /// <param name="options">The method.</param>
    public ParameterUpdater(nn.Module network, OptimizerOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        var norms = NormalizationParameters(network);
        var trainable = network.named_parameters().Where(p => p.parameter.requires_grad).ToList();
        Parameters = [.. trainable.Select(p => p.parameter)];
        var groups = trainable
            .GroupBy(p => (Norm: norms.Contains(p.name), Bias: p.name.EndsWith("bias", StringComparison.Ordinal) && !norms.Contains(p.name)))
            .OrderBy(group => group.Key)
            .Select(group => (
                Parameters: (IReadOnlyList<Parameter>)[.. group.Select(p => p.parameter)],
                RateFactor: group.Key.Bias ? options.BiasRateFactor : 1,
                WeightDecay: group.Key.Norm && !options.NormWeightDecay ? 0 : options.WeightDecay))
            .ToList();
        _rateFactors = [.. groups.Select(group => group.RateFactor)];
        _optimizer = Create(options, groups);
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

    /// <summary>Writes the optimiser's state (momenta and the like).</summary>
    /// <param name="stream">The target.</param>
    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        _optimizer.save_state_dict(writer);
    }

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    /// <param name="stream">The source.</param>
    public void Load(Stream stream)
    {
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        _optimizer.load_state_dict(reader);
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer.Dispose();

    private static HashSet<string> NormalizationParameters(nn.Module network) =>
    [
        .. network.named_modules()
            .Where(m => m.module is BatchNorm1d or BatchNorm2d or BatchNorm3d or GroupNorm or LayerNorm or InstanceNorm2d)
            .SelectMany(m => m.module.named_parameters().Select(p => $"{m.name}.{p.name}")),
    ];

    private static OptimizerHelper Create(
        OptimizerOptions o, List<(IReadOnlyList<Parameter> Parameters, double RateFactor, double WeightDecay)> groups)
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
}
