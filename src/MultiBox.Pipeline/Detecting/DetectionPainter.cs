using System.Globalization;
using MultiBox.Boxes;
using MultiBox.Imaging;

namespace MultiBox.Pipeline.Detecting;

/// <summary>Draws detections on a picture.</summary>
public static class DetectionPainter
{
    /// <summary>Draws boxes with class names and scores, the best detections on top.</summary>
    /// <param name="picture">The picture, which stays as it is.</param>
    /// <param name="detections">The detections, highest score first, boxes in pixels of the picture.</param>
    /// <param name="classes">The names of the classes, without the background.</param>
    /// <returns>A new picture of the same size.</returns>
    public static RgbImage Paint(RgbImage picture, IReadOnlyList<Detection> detections, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(detections);
        ArgumentNullException.ThrowIfNull(classes);
        using var canvas = new Canvas(picture);
        foreach (var (label, score, box) in detections.Reverse())
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{classes[label - 1]} {score:f2}");
            canvas.DrawBox(new ImageRegion(box.X1, box.Y1, box.Width, box.Height), ClassPalette.ColorOf(label - 1), text);
        }

        return canvas.ToImage();
    }
}
