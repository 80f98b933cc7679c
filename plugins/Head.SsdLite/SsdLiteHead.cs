using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.SsdLite;

/// <summary>
/// SSDLite's predictors (arXiv:1801.04381, sec. 6.2): SSD's with each 3x3 convolution replaced by a depthwise 3x3 (batch norm, ReLU6) and
/// a 1x1 convolution, one pair for the offsets (k x 4 channels) and one for the classes (k x C), k being the map's default boxes per
/// cell.
/// </summary>
public sealed class SsdLiteHead : DetectionHead, IGraphModule
{
    // torchvision's.
    private const double Eps = 1e-3;
    private const double Momentum = 0.03;
    private const double InitialDeviation = 0.03;

#pragma warning disable IDE0044 // The names of the fields are the names of the parameters.
    private readonly ModuleList<Sequential> offsets;
    private readonly ModuleList<Sequential> logits;
#pragma warning restore IDE0044
    private readonly int _classCount;

    /// <summary>
    /// Builds the predictors with normal weights of deviation 0.03 and zero biases, as torchvision does, those of the object classes at
    /// their prior.
    /// </summary>
    /// <param name="context">The maps, the boxes per cell and the number of classes.</param>
    public SsdLiteHead(HeadContext context)
        : base("ssdlite")
    {
        ArgumentNullException.ThrowIfNull(context);
        _classCount = context.ClassCount;
        offsets = new ModuleList<Sequential>([.. Predictors(context, 4)]);
        logits = new ModuleList<Sequential>([.. Predictors(context, context.ClassCount)]);
        foreach (var layers in logits) StartFromPrior(((Conv2d)layers[^1]).bias!, context);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override HeadOutput forward(IReadOnlyList<Tensor> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        return new HeadOutput(Predict(input, offsets, 4).MoveToOuterDisposeScope(), Predict(input, logits, _classCount).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);

        return [Predict(offsets, 4), Predict(logits, _classCount)];

        GraphValue Predict(IEnumerable<Module> predictors, int values) =>
            graph.Concatenate([.. inputs.Zip(predictors, (map, layers) => graph.BoxRows(graph.Layer(layers, map), values))], 1);
    }

    private static IEnumerable<Sequential> Predictors(HeadContext context, int perBox)
    {
        foreach (var (map, boxes) in context.FeatureMaps.Zip(context.BoxesPerCell))
        {
            var depthwise = Conv2d(map.Channels, map.Channels, 3, padding: 1, groups: map.Channels, bias: false);
            var pointwise = Conv2d(map.Channels, boxes * perBox, 1);
            init.normal_(depthwise.weight, 0, InitialDeviation);
            init.normal_(pointwise.weight, 0, InitialDeviation);
            init.zeros_(pointwise.bias);
            yield return Sequential(("depthwise", depthwise), ("bn", BatchNorm2d(map.Channels, eps: Eps, momentum: Momentum)), ("relu", ReLU6(inplace: true)), ("pointwise", pointwise));
        }
    }

    // [k * C]: box by box, the background first.
    private static void StartFromPrior(Tensor bias, HeadContext context)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        bias.view(-1, context.ClassCount).narrow(1, 1, context.ClassCount - 1).fill_(context.ClassScores.InitialBias);
    }

    // [N, k*v, H, W] of each map -> [N, H, W, k*v] -> [N, H*W*k, v], the order of the default boxes; then all maps in one.
    private static Tensor Predict(IReadOnlyList<Tensor> maps, ModuleList<Sequential> predictors, int values) =>
        cat([.. maps.Zip(predictors, (map, layers) => layers.call(map).permute(0, 2, 3, 1).reshape(map.shape[0], -1, values))], 1);
}
