using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.TorchScript.Tests;

/// <summary>An activation in all places: behind a convolution, behind a sum with a convolution, and by itself on the input.</summary>
internal sealed class ActivationNetwork : nn.Module<Tensor, (Tensor, Tensor)>, IGraphModule
{
    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>>> _all = new()
    {
        ["relu"] = () => nn.ReLU(),
        ["relu6"] = () => nn.ReLU6(),
        ["hardsigmoid"] = () => nn.Hardsigmoid(),
        ["hardswish"] = () => nn.Hardswish(),
        ["sigmoid"] = () => nn.Sigmoid(),
        ["silu"] = () => nn.SiLU(),
    };

    private readonly Conv2d first = nn.Conv2d(3, 3, 3, padding: 1);
    private readonly Conv2d second = nn.Conv2d(3, 3, 1, bias: false);
    private readonly nn.Module<Tensor, Tensor> activation;

    public ActivationNetwork(string name)
        : base(nameof(ActivationNetwork))
    {
        activation = _all[name]();
        RegisterComponents();
        using var noGradients = no_grad();
        foreach (var parameter in parameters()) parameter.uniform_(-2, 2); // Beyond the bends of all of them.
        eval();
    }

    public static IReadOnlyCollection<string> Names => _all.Keys;

    public override (Tensor, Tensor) forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var behind = activation.call(first.call(input));
        var sum = activation.call(second.call(behind) + input);
        return (sum.MoveToOuterDisposeScope(), activation.call(input).MoveToOuterDisposeScope());
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        var behind = graph.Layer(activation, graph.Layer(first, inputs[0]));
        return [graph.Layer(activation, graph.Add(graph.Layer(second, behind), inputs[0])), graph.Layer(activation, inputs[0])];
    }
}
