using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Model;

/// <summary>
/// What weights take for granted: how pixels are normalised, and how predicted boxes are read. It travels with the weights, as text
/// pairs in their file. Channels are in the order R, G, B and the background is class 0, always: weights of another order are
/// turned when they are imported.
/// </summary>
public sealed record WeightConventions
{
    private const string MeanKey = "pixels.mean";
    private const string DeviationKey = "pixels.deviation";
    private const string ClipKey = "boxes.clip";
    private const string BoundKey = "boxes.bound_sizes";

    /// <summary>How the pixels of an image are normalised.</summary>
    public required PixelNormalization Pixels { get; init; }

    /// <summary>Whether decoded boxes are cut at the image's border before NMS, as MXNet and torchvision do; if not, only detections are, as in Caffe.</summary>
    public bool ClipBoxes { get; init; } = true;

    /// <summary>Whether decoded sizes are at most 1000 / 16 times those of the default box, as torchvision has it.</summary>
    public bool BoundSizes { get; init; } = true;

    /// <summary>The conventions as text pairs.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        [MeanKey] = Text(Pixels.Mean),
        [DeviationKey] = Text(Pixels.Deviation),
        [ClipKey] = ClipBoxes ? "true" : "false",
        [BoundKey] = BoundSizes ? "true" : "false",
    };

    /// <summary>Reads what <see cref="ToMetadata"/> wrote.</summary>
    /// <param name="metadata">Text pairs, other ones among them.</param>
    /// <returns>The conventions; null when the pairs have none.</returns>
    /// <exception cref="FormatException">They are there but cannot be read.</exception>
    public static WeightConventions? FromMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (!metadata.TryGetValue(MeanKey, out var mean) || !metadata.TryGetValue(DeviationKey, out var deviation)) return null;
        return new WeightConventions
        {
            Pixels = new PixelNormalization(Colors(MeanKey, mean), Colors(DeviationKey, deviation)),
            ClipBoxes = Flag(metadata, ClipKey),
            BoundSizes = Flag(metadata, BoundKey),
        };
    }

    private static string Text(Rgb color) => string.Create(CultureInfo.InvariantCulture, $"{color.R:R}, {color.G:R}, {color.B:R}");

    private static Rgb Colors(string key, string text)
    {
        float[] values = [.. text.Split(',').Select(part => float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value) ? value : float.NaN)];
        return values is [var r, var g, var b] && !values.Contains(float.NaN) ? new Rgb(r, g, b) : throw new FormatException($"'{key}' is '{text}', expected three numbers");
    }

    private static bool Flag(IReadOnlyDictionary<string, string> metadata, string key) => metadata.GetValueOrDefault(key) switch
    {
        null or "true" => true,
        "false" => false,
        var other => throw new FormatException($"'{key}' is '{other}', expected true or false"),
    };
}
