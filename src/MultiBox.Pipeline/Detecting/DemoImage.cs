using MultiBox.Imaging;
using MultiBox.Inference;

namespace MultiBox.Pipeline.Detecting;

/// <summary>A picture in <c>detections.json</c>.</summary>
/// <param name="Image">The picture's file name.</param>
/// <param name="Output">The file name of the picture with boxes.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Detections">The detections, highest score first.</param>
public sealed record DemoImage(string Image, string Output, int Width, int Height, IReadOnlyList<DemoDetection> Detections)
{
    /// <summary>Rounds to what a reader can use: scores to 4 decimals, coordinates to a tenth of a pixel.</summary>
    /// <param name="image">The picture's file name.</param>
    /// <param name="output">The file name of the picture with boxes.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="detections">The detections, boxes in pixels of the picture.</param>
    public static DemoImage Of(string image, string output, RgbImage picture, IReadOnlyList<DetectedObject> detections)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return new DemoImage(image, output, picture.Width, picture.Height,
        [
            .. detections.Select(d => new DemoDetection(
                d.Label, Math.Round((double)d.Score, 4), [.. new[] { d.Box.X1, d.Box.Y1, d.Box.X2, d.Box.Y2 }.Select(x => Math.Round((double)x, 1))])),
        ]);
    }
}

/// <summary>A detection in <c>detections.json</c>.</summary>
/// <param name="Class">The class's name.</param>
/// <param name="Score">The class probability, 0..1.</param>
/// <param name="Box">x1, y1, x2, y2 in pixels of the picture.</param>
public sealed record DemoDetection(string Class, double Score, IReadOnlyList<double> Box);
