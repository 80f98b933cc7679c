using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>Placing the image at a random place of a larger canvas.</summary>
public sealed record ZoomOutOptions
{
    /// <value>Default 0.5.</value>
    [Description("Probability of zooming out.")]
    [Range(0.0, 1.0)]
    public double Probability { get; init; } = 0.5;

    /// <value>Default 4.</value>
    [Description("Largest side of the canvas, in sides of the image.")]
    [Range(1.0, 100.0)]
    public double MaxScale { get; init; } = 4;

    /// <value>Default 127, of 0..255.</value>
    [Description("Value of the canvas in every channel, 0 to 255.")]
    [Range(0, 255)]
    public int Fill { get; init; } = 127;
}
