using MultiBox.Abstractions;
using MultiBox.Data;

namespace MultiBox.Pipeline.Benchmarks.Data;

/// <summary>How the benchmark makes inputs of pictures: as the reference trains, for us and the peers alike.</summary>
internal sealed record DataBenchSettings
{
    /// <summary>The images of a batch.</summary>
    public const int BatchSize = 32;

    /// <summary>The pictures that the rows of single augmentations work on, which are decoded before.</summary>
    public const int DecodedPictures = 16;

    /// <summary>The inputs' sides in pixels; single augmentations are measured at the first one.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [300, 512];

    /// <summary>The augmentation.</summary>
    public AugmentationOptions Augmentation { get; } = new();

    /// <summary>The normalisation.</summary>
    public PixelNormalization Normalization { get; } = PixelNormalization.ImageNet;

    /// <summary>The seed of all choices.</summary>
    public long Seed { get; } = 1;
}
