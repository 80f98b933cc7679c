using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MultiBox.Evaluation;

/// <summary>
/// COCO's results format, which its tools and its evaluation server read: a JSON list of
/// <c>{"image_id": .., "category_id": .., "bbox": [x, y, width, height], "score": ..}</c>, coordinates in original pixels with three
/// decimals.
/// </summary>
public static class CocoResults
{
    private const int FlushBytes = 1 << 16;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes detections.</summary>
    /// <param name="stream">Receives the JSON; stays open.</param>
    /// <param name="detections">The detections; the file has them in this order.</param>
    /// <exception cref="ArgumentException">A number is not finite, or an image has no id.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(Stream stream, IEnumerable<CocoDetection> detections)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(detections);
        using var writer = new Utf8JsonWriter(stream, Options);
        writer.WriteStartArray();
        foreach (var detection in detections)
        {
            Check(detection);
            Write(writer, detection);

            // What is written stays small in memory, however many detections there are.
            if (writer.BytesPending > FlushBytes) writer.Flush();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, CocoDetection detection)
    {
        var (imageId, categoryId, score, box) = detection;
        writer.WriteStartObject();
        if (long.TryParse(imageId, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) writer.WriteNumber("image_id", number);
        else writer.WriteString("image_id", imageId);
        writer.WriteNumber("category_id", categoryId);
        writer.WriteStartArray("bbox");
        foreach (var coordinate in (ReadOnlySpan<double>)[box.X1, box.Y1, (double)box.X2 - box.X1, (double)box.Y2 - box.Y1])
        {
            // Adding 0 turns the -0 of a coordinate just left of the image into 0.
            writer.WriteNumberValue(Math.Round(coordinate, 3) + 0.0);
        }

        writer.WriteEndArray();
        writer.WriteNumber("score", score);
        writer.WriteEndObject();
    }

    private static void Check(CocoDetection detection)
    {
        var box = detection.Box;
        if (string.IsNullOrEmpty(detection.ImageId)) throw new ArgumentException("A detection's image has no id.", nameof(detection));
        if (!float.IsFinite(detection.Score + box.X1 + box.Y1 + box.X2 + box.Y2))
        {
            throw new ArgumentException($"A detection of image {detection.ImageId} has a number that is not finite.", nameof(detection));
        }
    }
}
