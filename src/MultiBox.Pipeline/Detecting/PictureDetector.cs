using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Imaging;
using MultiBox.Model;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Detecting;

/// <summary>Detects the objects of single pictures in memory.</summary>
/// <param name="detector">The detector.</param>
/// <param name="model">Its model, for the input's size and normalisation.</param>
public sealed class PictureDetector(Detector detector, SsdModel model)
{
    private readonly InputWriter _writer = new(model.InputSize, model.Normalization);

    /// <summary>Detects the objects of a picture.</summary>
    /// <param name="picture">The picture, of any size.</param>
    /// <returns>The detections, highest score first, boxes in pixels of the picture.</returns>
    public IReadOnlyList<Detection> Detect(RgbImage picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var pixels = new float[_writer.Length];
        _writer.Write(picture, pixels);
        using var input = tensor(pixels, [1, 3, model.InputSize, model.InputSize]);
        return [.. detector.Detect(input)[0].Select(detection => detection with { Box = detection.Box.Scale(picture.Width, picture.Height) })];
    }
}
