using System.Reflection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>RMSprop and Adadelta by TorchSharp's own optimisers, which know no skipping.</summary>
internal sealed class TorchOptimizer : ParameterOptimizer
{
    private readonly IReadOnlyList<ParameterGroup> _groups;
    private readonly OptimizerHelper _optimizer;

    public TorchOptimizer(OptimizerOptions options, IReadOnlyList<ParameterGroup> groups)
    {
        const double rate = 1; // Set before each step.
        _groups = groups;
        _optimizer = options.Kind == OptimizerKind.RmsProp
            ? optim.RMSProp(
                [.. groups.Select(g => new RMSProp.ParamGroup(Parameters(g), new RMSProp.Options { LearningRate = rate, weight_decay = g.WeightDecay }))],
                rate, momentum: options.Momentum)
            : optim.Adadelta(
                [.. groups.Select(g => new Adadelta.ParamGroup(Parameters(g), new Adadelta.Options { LearningRate = rate, weight_decay = g.WeightDecay }))],
                rate);
    }

    // TorchSharp's own save_state_dict fails for tensors with channels innermost, so the public fields of its states are read instead.
    public override IEnumerable<StateField> State()
    {
        foreach (var (state, (name, parameter)) in _optimizer.state_dict().State.Zip(_groups.SelectMany(group => group.Named)))
        {
            foreach (var field in state.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance).Where(field => field.FieldType == typeof(Tensor) || field.FieldType == typeof(long)))
            {
                yield return new StateField($"{name}/{field.Name}", parameter, field.GetValue(state), value => field.SetValue(state, value));
            }
        }
    }

    public override void Step(double rate, Tensor? skip)
    {
        foreach (var (group, of) in _optimizer.ParamGroups.Zip(_groups)) group.LearningRate = rate * of.RateFactor;
        _optimizer.step();
    }

    public override void Dispose() => _optimizer.Dispose();

    private static List<Parameter> Parameters(ParameterGroup group) => [.. group.Named.Select(named => named.Parameter)];
}
