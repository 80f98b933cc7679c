using MultiBox.Abstractions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.DenseNet;

/// <summary>
/// Layers that each see the block's input and the output of all layers before them (arXiv:1608.06993, sec. 3). Takes
/// <c>[N, C, H, W]</c>, returns <c>[N, C + layers x growth, H, W]</c>.
/// </summary>
internal sealed class DenseBlock : Module<Tensor, Tensor>, IGraphModule
{
    private readonly List<DenseLayer> _layers = [];

    public DenseBlock(int channels, int layers, int growth, double eps)
        : base("dense_block")
    {
        for (var i = 0; i < layers; i++)
        {
            var layer = new DenseLayer(channels + (i * growth), growth, eps);
            register_module($"denselayer{i + 1}", layer);
            _layers.Add(layer);
        }
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input;
        foreach (var layer in _layers) x = cat([x, layer.call(x)], 1);
        return x.MoveToOuterDisposeScope();
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs) =>
        [_layers.Aggregate(inputs[0], (x, layer) => graph.Concatenate([x, graph.Layer(layer, x)], 1))];
}
