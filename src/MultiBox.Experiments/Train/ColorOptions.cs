using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>Changes of the colours, each applied with the same probability and drawn evenly from its range.</summary>
public sealed record ColorOptions
{
    /// <value>Default 36 degrees: the reference's 18 in steps of two degrees.</value>
    [Description("Largest turn of the hue in degrees.")]
    [Range(0.0, 180.0)]
    public double Hue { get; init; } = 36;

    /// <value>Default 0.5: a factor of 0.5 to 1.5.</value>
    [Description("Largest change of the saturation's factor from 1.")]
    [Range(0.0, 1.0)]
    public double Saturation { get; init; } = 0.5;

    /// <value>Default 32, of 0..255.</value>
    [Description("Largest change of the brightness, of 255.")]
    [Range(0.0, 255.0)]
    public double Brightness { get; init; } = 32;

    /// <value>Default 0.5: a factor of 0.5 to 1.5.</value>
    [Description("Largest change of the contrast's factor from 1.")]
    [Range(0.0, 1.0)]
    public double Contrast { get; init; } = 0.5;

    /// <value>Default 0.5.</value>
    [Description("Probability of each change.")]
    [Range(0.0, 1.0)]
    public double Probability { get; init; } = 0.5;
}
