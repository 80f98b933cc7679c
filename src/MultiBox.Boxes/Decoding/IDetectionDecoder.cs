namespace MultiBox.Boxes;

/// <summary>
/// Turns the raw predictions for one image into detections: softmax or sigmoid, box decoding, NMS. Instances are immutable and serve several
/// threads. A prediction with a NaN score or a NaN coordinate never becomes a detection.
/// </summary>
public interface IDetectionDecoder
{
    /// <summary>Decodes the predictions for one image.</summary>
    /// <param name="offsets"><c>[A, 4]</c>, row-major: the offsets x, y, w, h of each default box.</param>
    /// <param name="logits"><c>[A, C]</c>, row-major: the class logits of each default box, background first.</param>
    /// <returns>The detections, highest score first; boxes in 0..1 of the input image, clipped to it.</returns>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    IReadOnlyList<Detection> Decode(ReadOnlySpan<float> offsets, ReadOnlySpan<float> logits);

    /// <summary>Decodes the predictions for one image and names the default box of each detection.</summary>
    /// <param name="offsets">As for <see cref="Decode"/>.</param>
    /// <param name="logits">As for <see cref="Decode"/>.</param>
    /// <returns>The same detections in the same order.</returns>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    IReadOnlyList<DefaultBoxDetection> DecodeWithDefaultBoxes(ReadOnlySpan<float> offsets, ReadOnlySpan<float> logits);
}
