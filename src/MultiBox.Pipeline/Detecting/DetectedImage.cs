using MultiBox.Boxes;
using MultiBox.Data;

namespace MultiBox.Pipeline.Detecting;

/// <summary>An image of a split and what was detected in it.</summary>
/// <param name="Record">The image.</param>
/// <param name="Detections">The detections, highest score first, boxes in original pixels as annotations have them.</param>
public readonly record struct DetectedImage(ImageRecord Record, IReadOnlyList<Detection> Detections);
