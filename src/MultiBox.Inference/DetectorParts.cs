using MultiBox.Abstractions;

namespace MultiBox.Inference;

/// <summary>What a detector is put together from, wherever it was read.</summary>
internal sealed record DetectorParts
{
    /// <summary>The names of the classes 1..C-1, without the background.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The side of the square input in pixels.</summary>
    public required int InputSize { get; init; }

    /// <summary>How the pixels of an image are normalised.</summary>
    public required PixelNormalization Normalization { get; init; }

    /// <summary>The network with what makes detections of its predictions.</summary>
    public required DetectionEngine Engine { get; init; }
}
