using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Model;

/// <summary>
/// All that a program has to know about a network to detect with it: what its input is, what its outputs mean and how they become
/// detections. It travels inside exported files, as text pairs; docs/export.md says what each means.
/// </summary>
public sealed record DetectorDescription
{
    /// <summary>The version of the pairs; another means that a reader of this one would misread them.</summary>
    public const string Format = "1";

    private const string Prefix = "multibox.";

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The names of the classes, without the background; labels count from 1.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The side of the square input in pixels.</summary>
    public required int InputSize { get; init; }

    /// <summary>How pixels are normalised.</summary>
    public required PixelNormalization Pixels { get; init; }

    /// <summary>Whether the file takes pixels of 0..255 and normalises them itself.</summary>
    public required bool NormalizesItself { get; init; }

    /// <summary>The default boxes, in the order of the predictions.</summary>
    public required DefaultBoxes DefaultBoxes { get; init; }

    /// <summary>The coder of the offsets.</summary>
    public required BoxCoder BoxCoder { get; init; }

    /// <summary>The decoder.</summary>
    public required DecoderRule Decoder { get; init; }

    /// <summary>Its thresholds and limits.</summary>
    public required DetectionDecoderOptions Decoding { get; init; }

    /// <summary>Makes the decoder.</summary>
    public IDetectionDecoder CreateDecoder() => Decoder == DecoderRule.PerClass
        ? new PerClassDecoder(DefaultBoxes, BoxCoder, Classes.Count + 1, Decoding)
        : new BestClassDecoder(DefaultBoxes, BoxCoder, Classes.Count + 1, Decoding);

    /// <summary>The description as text pairs.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata()
    {
        var boxes = MemoryMarshal.Cast<Box, float>(DefaultBoxes.Corners);
        var variances = BoxCoder.Variances;
        return new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [Prefix + "format"] = Format,
            [Prefix + "classes"] = JsonSerializer.Serialize(Classes, _json),
            [Prefix + "input_size"] = Text(InputSize),
            [Prefix + "color_order"] = "RGB",
            [Prefix + "pixels.range"] = NormalizesItself ? "0..255" : "normalized",
            [Prefix + "pixels.mean"] = Text(Pixels.Mean.R, Pixels.Mean.G, Pixels.Mean.B),
            [Prefix + "pixels.deviation"] = Text(Pixels.Deviation.R, Pixels.Deviation.G, Pixels.Deviation.B),
            [Prefix + "default_boxes"] = Convert.ToBase64String(MemoryMarshal.AsBytes(boxes)),
            [Prefix + "variances"] = Text(variances.Cx, variances.Cy, variances.Width, variances.Height),
            [Prefix + "max_log_size"] = BoxCoder.MaxLogSize is { } size ? Text(size) : "none",
            [Prefix + "score_activation"] = Decoding.Activation == ScoreActivation.Sigmoid ? "sigmoid" : "softmax",
            [Prefix + "decoder"] = Decoder == DecoderRule.PerClass ? "per_class" : "best_class",
            [Prefix + "score_threshold"] = Text(Decoding.ScoreThreshold),
            [Prefix + "nms_threshold"] = Text(Decoding.NmsThreshold),
            [Prefix + "top_k"] = Text(Decoding.TopK),
            [Prefix + "max_detections"] = Text(Decoding.MaxDetections),
            [Prefix + "clip"] = Decoding.Clip ? "true" : "false",
        };
    }

    /// <summary>Reads what <see cref="ToMetadata"/> wrote.</summary>
    /// <param name="metadata">Text pairs, other ones among them.</param>
    /// <returns>The description; null when the pairs have none.</returns>
    /// <exception cref="FormatException">It is of another version, or cannot be read: which pair and why.</exception>
    public static DetectorDescription? FromMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (!metadata.TryGetValue(Prefix + "format", out var format)) return null;
        if (format != Format) throw new FormatException($"'{Prefix}format' is '{format}', this version reads {Format}");
        var reader = new PairReader(metadata, Prefix);
        var variances = reader.Numbers("variances", 4);
        var decoding = new DetectionDecoderOptions
        {
            ScoreThreshold = reader.Number("score_threshold"),
            NmsThreshold = reader.Number("nms_threshold"),
            TopK = reader.Integer("top_k"),
            MaxDetections = reader.Integer("max_detections"),
            Activation = reader.OneOf("score_activation", ("softmax", ScoreActivation.Softmax), ("sigmoid", ScoreActivation.Sigmoid)),
            Clip = reader.OneOf("clip", ("true", true), ("false", false)),
        };
        return new DetectorDescription
        {
            Classes = reader.List("classes"),
            InputSize = reader.Integer("input_size"),
            Pixels = new PixelNormalization(reader.Color("pixels.mean"), reader.Color("pixels.deviation")),
            NormalizesItself = reader.OneOf("pixels.range", ("0..255", true), ("normalized", false)),
            DefaultBoxes = reader.Boxes("default_boxes"),
            BoxCoder = new BoxCoder(
                new Variances(variances[0], variances[1], variances[2], variances[3]),
                reader.Text("max_log_size") == "none" ? null : reader.Number("max_log_size")),
            Decoder = reader.OneOf("decoder", ("per_class", DecoderRule.PerClass), ("best_class", DecoderRule.BestClass)),
            Decoding = decoding,
        };
    }

    private static string Text(params ReadOnlySpan<float> values) => string.Join(", ", values.ToArray().Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
