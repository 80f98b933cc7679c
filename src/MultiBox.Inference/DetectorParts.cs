using MultiBox.Abstractions;
using MultiBox.Inference.Networks;
using MultiBox.Inference.Setup;
using MultiBox.Model;

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

    /// <summary>The parts of a detector that a model file describes.</summary>
    /// <param name="description">What the file says.</param>
    /// <param name="backend">Computes the file's network.</param>
    /// <param name="options">What replaces the file's thresholds.</param>
    public static DetectorParts Of(DetectorDescription description, INetworkBackend backend, DetectorOptions options)
    {
        var described = description with { Decoding = DecoderSetup.Apply(options, description.Decoding) };
        return new DetectorParts
        {
            Classes = description.Classes,
            InputSize = description.InputSize,
            Normalization = description.NormalizesItself ? new PixelNormalization(default, new Rgb(1, 1, 1)) : description.Pixels,
            Engine = new DetectionEngine(backend, described.CreateDecoder(), description.DefaultBoxes.Count, description.Classes.Count + 1),
        };
    }
}
