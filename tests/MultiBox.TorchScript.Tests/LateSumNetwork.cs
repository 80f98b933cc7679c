using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.TorchScript.Tests;

/// <summary>A map whose rows of boxes are taken before a convolution adds itself to the map.</summary>
internal sealed class LateSumNetwork : nn.Module<Tensor, (Tensor, Tensor)>, IGraphModule
{
    private readonly Conv2d map = nn.Conv2d(3, 8, 3, padding: 1);
    private readonly Conv2d later = nn.Conv2d(3, 8, 1);

    public LateSumNetwork()
        : base(nameof(LateSumNetwork))
    {
        RegisterComponents();
        eval();
    }

    public override (Tensor, Tensor) forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = map.call(input);
        return (Rows(x).MoveToOuterDisposeScope(), Rows(x + later.call(input)).MoveToOuterDisposeScope());

        static Tensor Rows(Tensor values) => values.permute(0, 2, 3, 1).reshape(values.shape[0], -1, 4);
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        var x = graph.Layer(map, inputs[0]);
        return [graph.BoxRows(x, 4), graph.BoxRows(graph.Add(x, graph.Layer(later, inputs[0])), 4)];
    }
}
