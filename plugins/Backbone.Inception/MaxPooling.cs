using MultiBox.Abstractions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.Inception;

/// <summary>3x3 max pooling with stride 2, not padded; takes and returns <c>[N, C, H, W]</c>.</summary>
internal sealed class MaxPooling() : Module<Tensor, Tensor>("max_pooling"), IGraphModule
{
    public override Tensor forward(Tensor input) => functional.max_pool2d(input, 3, 2);

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs) =>
        [graph.MaxPool(inputs[0], 3, 2)];
}
