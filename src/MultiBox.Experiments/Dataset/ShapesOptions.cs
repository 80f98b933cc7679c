using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>A dataset of drawn shapes.</summary>
public sealed record ShapesOptions
{
    /// <value>Default 1.</value>
    [Description("Seed of the drawings.")]
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 1;

    /// <value>Default 160 pixels.</value>
    [Description("Width and height of a picture in pixels.")]
    [Range(32, 2048)]
    public int ImageSize { get; init; } = 160;

    /// <value>Default 240.</value>
    [Description("Number of training pictures.")]
    [Range(0, 99_999)]
    public int TrainImages { get; init; } = 240;

    /// <value>Default 0.</value>
    [Description("Number of validation pictures.")]
    [Range(0, 99_999)]
    public int ValImages { get; init; }

    /// <value>Default 60.</value>
    [Description("Number of test pictures.")]
    [Range(0, 99_999)]
    public int TestImages { get; init; } = 60;

    /// <summary>The number of pictures in a split.</summary>
    /// <param name="split">The split.</param>
    public int Count(DataSplit split) => split switch
    {
        DataSplit.Train => TrainImages,
        DataSplit.Val => ValImages,
        DataSplit.Test => TestImages,
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, null),
    };
}
