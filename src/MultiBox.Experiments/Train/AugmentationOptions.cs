using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>
/// Random changes of the training images, see SSD, arXiv:1512.02325, sec. 2.2 "Data augmentation". Evaluation only resizes.
/// </summary>
public sealed record AugmentationOptions
{
    /// <value>Default: five overlaps.</value>
    [Description("Crops around objects.")]
    public CropOptions Crop { get; init; } = new();

    /// <value>Default: half of the images, up to 4 times.</value>
    [Description("Placing the image in a larger canvas, which makes objects smaller.")]
    public ZoomOutOptions ZoomOut { get; init; } = new();

    /// <value>Default: the reference's jitter.</value>
    [Description("Changes of the colours.")]
    public ColorOptions Color { get; init; } = new();

    /// <value>Default true.</value>
    [Description("Resize with an interpolation that is drawn for each image.")]
    public bool RandomInterpolation { get; init; } = true;

    /// <value>Default 0.5.</value>
    [Description("Probability of a horizontal mirror image.")]
    [Range(0.0, 1.0)]
    public double Mirror { get; init; } = 0.5;

    /// <value>Default 0.</value>
    [Description("Probability of a vertical mirror image.")]
    [Range(0.0, 1.0)]
    public double FlipVertical { get; init; }

    /// <value>Default 0.</value>
    [Description("Probability of a turn by 90, 180 or 270 degrees.")]
    [Range(0.0, 1.0)]
    public double Rotate { get; init; }
}
