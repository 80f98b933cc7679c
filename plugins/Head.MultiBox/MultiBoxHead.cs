using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.Head;

/// <summary>
/// SSD's convolutional predictors (arXiv:1512.02325, sec. 2.1): on each map one convolution, 3x3 in the paper, for the offsets (k x 4
/// channels) and one for the classes (k x C), k being the map's default boxes per cell.
/// </summary>
public sealed class MultiBoxHead : DetectionHead, IGraphModule
{
#pragma warning disable IDE0044 // The names of the fields are the names of the parameters.
    private readonly ModuleList<Conv2d> offsets;
    private readonly ModuleList<Conv2d> logits;
#pragma warning restore IDE0044
    private readonly int _classCount;

    /// <summary>Builds 3x3 predictors with Xavier-uniform weights and zero biases, those of the object classes at their prior.</summary>
    /// <param name="context">The maps, the boxes per cell and the number of classes.</param>
    public MultiBoxHead(HeadContext context)
        : this(new MultiBoxHeadOptions(), context)
    {
    }

    /// <summary>Builds the predictors with Xavier-uniform weights and zero biases.</summary>
    /// <param name="options">The validated options.</param>
    /// <param name="context">The maps, the boxes per cell and the number of classes.</param>
    public MultiBoxHead(MultiBoxHeadOptions options, HeadContext context)
        : base("multibox")
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        _classCount = context.ClassCount;
        offsets = new ModuleList<Conv2d>([.. Predictors(context, options.Kernel, 4)]);
        logits = new ModuleList<Conv2d>([.. Predictors(context, options.Kernel, context.ClassCount)]);
        foreach (var conv in logits) StartFromPrior(conv.bias!, context);
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

    private static IEnumerable<Conv2d> Predictors(HeadContext context, int kernel, int perBox)
    {
        foreach (var (map, boxes) in context.FeatureMaps.Zip(context.BoxesPerCell))
        {
            var conv = Conv2d(map.Channels, boxes * perBox, kernel, padding: kernel / 2);
            init.xavier_uniform_(conv.weight);
            init.zeros_(conv.bias);
            yield return conv;
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
    private static Tensor Predict(IReadOnlyList<Tensor> maps, ModuleList<Conv2d> predictors, int values) =>
        cat([.. maps.Zip(predictors, (map, conv) => conv.call(map).permute(0, 2, 3, 1).reshape(map.shape[0], -1, values))], 1);
}
