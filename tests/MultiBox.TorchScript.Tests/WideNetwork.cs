using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.TorchScript.Tests;

/// <summary>A residual block with as many channels as make Winograd's algorithm pay, and a predictor of both outputs.</summary>
internal sealed class WideNetwork : nn.Module<Tensor, (Tensor, Tensor)>, IGraphModule
{
    private const int Channels = 256;

    private readonly Conv2d first = nn.Conv2d(3, Channels, 1);
    private readonly Conv2d second = nn.Conv2d(Channels, Channels, 3, padding: 1);
    private readonly Conv2d third = nn.Conv2d(Channels, Channels, 3, padding: 1, bias: false);

    public WideNetwork()
        : base(nameof(WideNetwork))
    {
        RegisterComponents();
        eval();
    }

    public override (Tensor, Tensor) forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var before = first.call(input).relu();
        var middle = second.call(before).relu();
        var last = (third.call(middle) + middle + before).relu();
        return (Rows(middle + last).MoveToOuterDisposeScope(), Rows(last).MoveToOuterDisposeScope());

        static Tensor Rows(Tensor values) => values.permute(0, 2, 3, 1).reshape(values.shape[0], -1, 4);
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        var before = graph.Relu(graph.Layer(first, inputs[0]));
        var middle = graph.Relu(graph.Layer(second, before));
        var last = graph.Relu(graph.Add(graph.Add(graph.Layer(third, middle), middle), before));
        return [graph.BoxRows(graph.Add(middle, last), 4), graph.BoxRows(last, 4)];
    }
}
