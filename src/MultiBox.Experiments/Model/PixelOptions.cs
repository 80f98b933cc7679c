using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>Normalisation of the pixels: (value - mean) / deviation, values of 0..255, channels R, G, B.</summary>
public sealed record PixelOptions
{
    /// <value>Required: R, G, B in 0..255.</value>
    [Description("Mean of red, green and blue, 0 to 255.")]
    [Length(3, 3)]
    [Range(0.0, 255.0)]
    public required ValueList<double> Mean { get; init; }

    /// <value>Default 1, 1, 1: R, G, B.</value>
    [Description("Divisor of red, green and blue.")]
    [Length(3, 3)]
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public ValueList<double> Deviation { get; init; } = [1, 1, 1];
}
