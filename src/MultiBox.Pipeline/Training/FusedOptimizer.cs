using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// SGD, Adam and AdamW by libtorch's fused steps: one call for each group of parameters, nothing read back. Their state has the names and
/// meanings of TorchSharp's optimisers.
/// </summary>
internal sealed class FusedOptimizer : ParameterOptimizer
{
    private readonly OptimizerOptions _options;
    private readonly List<Group> _groups;
    private readonly Tensor _step;

    public FusedOptimizer(OptimizerOptions options, IReadOnlyList<ParameterGroup> groups)
    {
        _options = options;
        using var noGradients = no_grad();
        var adam = options.Kind != OptimizerKind.Sgd;
        _groups = [.. groups.Select(group => new Group(group, Buffers(group, adam || options.Momentum > 0), Buffers(group, adam)))];
        _step = zeros([1], device: groups[0].Named[0].Parameter.device).DetachFromDisposeScope();
    }

    public override IEnumerable<StateField> State()
    {
        foreach (var group in _groups)
        {
            foreach (var (i, (name, parameter)) in group.Of.Named.Index())
            {
                if (_options.Kind == OptimizerKind.Sgd)
                {
                    if (group.First.Length > 0) yield return Buffer(name, "momentum_buffer", parameter, group.First[i]);
                    continue;
                }

                // One count serves all parameters; files have one for each, as TorchSharp's optimisers do.
                yield return new StateField($"{name}/step", parameter, (long)_step.item<float>(), value => _step.fill_((float)(long)value));
                yield return Buffer(name, "exp_avg", parameter, group.First[i]);
                yield return Buffer(name, "exp_avg_sq", parameter, group.Second[i]);
            }
        }
    }

    public override void Step(double rate, Tensor? skip)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        skip ??= zeros([1], device: _step.device);
        if (_options.Kind != OptimizerKind.Sgd) _step.add_(1 - skip);
        foreach (var group in _groups)
        {
            var gradients = group.Of.Named.Select(named => named.Parameter.grad).ToArray();
            var used = Enumerable.Range(0, gradients.Length).Where(i => gradients[i] is not null).ToArray();
            if (used.Length == 0) continue;
            Tensor[] Used<T>(IReadOnlyList<T?> all)
                where T : Tensor => [.. used.Select(i => all[i]!)];
            var parameters = Used(group.Parameters);
            var (first, second) = (group.First.Length == 0 ? [] : Used(group.First), group.Second.Length == 0 ? [] : Used(group.Second));
            var groupRate = rate * group.Of.RateFactor;
            if (_options.Kind == OptimizerKind.Sgd)
            {
                TensorScripts.Sgd(parameters, Used(gradients), first, groupRate, group.Of.WeightDecay, _options.Momentum, _options.Nesterov, skip);
            }
            else
            {
                TensorScripts.Adam(
                    _options.Kind == OptimizerKind.AdamW, parameters, Used(gradients), first, second, _step,
                    groupRate, _options.Beta1, _options.Beta2, group.Of.WeightDecay, skip);
            }
        }
    }

    public override void Dispose()
    {
        foreach (var buffer in _groups.SelectMany(group => group.First.Concat(group.Second))) buffer.Dispose();
        _step.Dispose();
    }

    // In the memory order of the parameter: the fused steps walk through both side by side.
    private static Tensor[] Buffers(ParameterGroup group, bool wanted) =>
        !wanted ? [] : [.. group.Named.Select(named => zeros_like(named.Parameter.detach()).DetachFromDisposeScope())];

    private static StateField Buffer(string name, string field, Parameter parameter, Tensor buffer) =>
        new($"{name}/{field}", parameter, buffer, _ => { });

    private sealed record Group(ParameterGroup Of, Tensor[] First, Tensor[] Second)
    {
        public Parameter[] Parameters { get; } = [.. Of.Named.Select(named => named.Parameter)];
    }
}
