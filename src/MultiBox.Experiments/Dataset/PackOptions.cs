using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>How prepared pictures are stored.</summary>
public sealed record PackOptions
{
    /// <value>Default null: pictures keep their original bytes.</value>
    [Description("Longest side of a stored picture in pixels: larger ones are shrunk to it once and stored as JPEG; without it pictures "
        + "keep their original bytes.")]
    [Range(16, 16_384)]
    public int? LongestSide { get; init; }

    /// <value>Default 90.</value>
    [Description("JPEG quality of pictures that are shrunk.")]
    [Range(1, 100)]
    public int Quality { get; init; } = 90;
}
