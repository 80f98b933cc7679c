using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.TorchScript.Tests;

/// <summary>A network that is no detector: it has one output.</summary>
internal sealed class SingleOutputNetwork : nn.Module<Tensor, Tensor>, IGraphModule
{
    private readonly ReLU relu = nn.ReLU();

    public SingleOutputNetwork()
        : base(nameof(SingleOutputNetwork)) => RegisterComponents();

    public override Tensor forward(Tensor input) => relu.call(input);

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs) => [graph.Layer(relu, inputs[0])];
}
