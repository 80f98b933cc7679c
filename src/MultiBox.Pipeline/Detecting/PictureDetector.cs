using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Imaging;
using MultiBox.Model;

namespace MultiBox.Pipeline.Detecting;

/// <summary>Detects the objects of single pictures in memory.</summary>
/// <param name="detector">The detector.</param>
/// <param name="model">Its model, for the input's size and normalisation.</param>
public sealed class PictureDetector(Detector detector, SsdModel model)
{
    /// <summary>Detects the objects of a picture.</summary>
    /// <param name="picture">The picture, of any size.</param>
    /// <returns>The detections, highest score first, boxes in pixels of the picture.</returns>
    public IReadOnlyList<Detection> Detect(RgbImage picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using var input = ImageLoad.ToInput(picture, model.InputSize, model.Normalization);
        return [.. detector.Detect(input)[0].Select(detection => detection with { Box = detection.Box.Scale(picture.Width, picture.Height) })];
    }
}
