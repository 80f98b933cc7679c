using System.Globalization;
using MultiBox.Imaging;
using MultiBox.Inference;

namespace MultiBox.Pipeline.Detecting;

/// <summary>Draws detections on a picture.</summary>
public static class DetectionPainter
{
    /// <summary>Draws boxes with class names and scores, the best detections on top.</summary>
    /// <param name="picture">The picture, which stays as it is.</param>
    /// <param name="detections">The detections, highest score first, boxes in pixels of the picture.</param>
    /// <returns>A new picture of the same size.</returns>
    public static RgbImage Paint(RgbImage picture, IReadOnlyList<DetectedObject> detections)
    {
        ArgumentNullException.ThrowIfNull(detections);
        using var canvas = new Canvas(picture);
        foreach (var (label, id, score, box) in detections.Reverse())
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{label} {score:f2}");
            canvas.DrawBox(new ImageRegion(box.X1, box.Y1, box.Width, box.Height), ClassPalette.ColorOf(id - 1), text);
        }

        return canvas.ToImage();
    }
}
