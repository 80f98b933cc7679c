using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>The <c>model</c> of an experiment: backbone, extra layers, default boxes, head and loss.</summary>
public sealed record ModelOptions
{
    /// <value>Required, in pixels.</value>
    [Description("Width and height of the network's input in pixels; images are resized to it.")]
    [Range(32, 4096)]
    public required int InputSize { get; init; }

    /// <value>Required.</value>
    [Description("The network that makes the feature maps.")]
    public required PluginReference Backbone { get; init; }

    /// <value>Default null: all maps of the backbone.</value>
    [Description("Names of the backbone's maps that predict, e.g. layer3; all of them when left out.")]
    [MinLength(1)]
    [UniqueItems]
    public ValueList<string>? PredictFrom { get; init; }

    /// <value>Default none.</value>
    [Description("Layers after the backbone, each with a map that predicts: 1x1 convolution to max(128, channels / "
        + "2), then 3x3 to channels.")]
    public ValueList<ExtraLayerOptions> ExtraLayers { get; init; } = [];

    /// <value>Required.</value>
    [Description("Sizes and shapes of the default boxes (priors, anchors).")]
    public required DefaultBoxOptions DefaultBoxes { get; init; }

    /// <value>Default 0.1, 0.1, 0.2, 0.2.</value>
    [Description("Variances of the box coder for centre x, centre y, width and height.")]
    [Length(4, 4)]
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public ValueList<double> Variances { get; init; } = [0.1, 0.1, 0.2, 0.2];

    /// <value>Default multibox.</value>
    [Description("The predictors on the maps.")]
    public PluginReference Head { get; init; } = new() { Name = "multibox" };

    /// <value>Default multibox.</value>
    [Description("The training objective.")]
    public PluginReference Loss { get; init; } = new() { Name = "multibox" };

    /// <value>Default null: the backbone's own normalisation.</value>
    [Description("Normalisation of the pixels in place of the backbone's own.")]
    public PixelOptions? Pixels { get; init; }
}
