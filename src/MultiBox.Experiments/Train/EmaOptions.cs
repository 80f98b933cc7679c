using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>A moving average of the weights.</summary>
public sealed record EmaOptions
{
    /// <value>Default 0.9998: some 5,000 steps.</value>
    [Description("Part of the average that each step keeps; it starts lower and grows to this.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Decay { get; init; } = 0.9998;
}
