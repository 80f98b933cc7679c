using System.ComponentModel;

namespace MultiBox.Experiments;

/// <summary>How a published detector's predictions are read.</summary>
public sealed record PredictionConvention
{
    /// <value>Default true.</value>
    [Description("Whether decoded boxes are cut at the image's border before NMS; if not, only detections are.")]
    public bool Clip { get; init; } = true;

    /// <value>Default false.</value>
    [Description("Whether decoded sizes are at most 1000 / 16 times those of the default box, as torchvision has it.")]
    public bool BoundSizes { get; init; }
}
