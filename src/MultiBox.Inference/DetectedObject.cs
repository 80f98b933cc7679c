using MultiBox.Boxes;

namespace MultiBox.Inference;

/// <summary>An object that was found in a picture.</summary>
/// <param name="Label">The name of its class.</param>
/// <param name="ClassId">The number of its class, 1..C-1 in the order of <see cref="Detector.Classes"/>; 0 is the background, which is never found.</param>
/// <param name="Score">The class probability, 0..1.</param>
/// <param name="Box">Its place in pixels of the picture as it is stored, x1, y1, x2, y2, within the picture.</param>
public readonly record struct DetectedObject(string Label, int ClassId, float Score, Box Box);
