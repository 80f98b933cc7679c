using MultiBox.Abstractions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Model;

/// <summary>
/// The trainable part of the detector: backbone, extra layers, head. Takes normalised images <c>[N, 3, S, S]</c> and returns the
/// predictions for all default boxes. Training and detection use the same graph.
/// </summary>
public sealed class SsdNetwork : Module<Tensor, HeadOutput>, IGraphModule
{
#pragma warning disable IDE0044 // The names of the fields are the prefixes of the parameters.
    private readonly Backbone backbone;
    private readonly ExtraLayers extra_layers;
    private readonly DetectionHead head;
#pragma warning restore IDE0044
    private readonly int[] _predicting;

    /// <summary>Takes the parts, which it disposes with itself.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="extraLayers">The extra layers on its last map.</param>
    /// <param name="head">The predictors.</param>
    /// <param name="predicting">Which maps predict: indices into the backbone's maps followed by the extra layers' maps.</param>
    internal SsdNetwork(Backbone backbone, ExtraLayers extraLayers, DetectionHead head, int[] predicting)
        : base("ssd")
    {
        this.backbone = backbone;
        extra_layers = extraLayers;
        this.head = head;
        _predicting = predicting;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override HeadOutput forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = backbone.call(input);
        maps = [.. maps, .. extra_layers.call(maps[^1])];
        var output = head.call([.. _predicting.Select(i => maps[i])]);
        return new HeadOutput(output.Offsets.MoveToOuterDisposeScope(), output.Logits.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);

        var maps = graph.Module(backbone, inputs);
        maps = [.. maps, .. extra_layers.Describe(graph, [maps[^1]])];
        return graph.Module(head, [.. _predicting.Select(i => maps[i])]);
    }
}
