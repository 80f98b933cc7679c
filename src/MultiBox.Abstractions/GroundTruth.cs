using MultiBox.Boxes;

namespace MultiBox.Abstractions;

/// <summary>The objects of one image as the loss sees them. Both lists have the same length, 0 for an image without objects.</summary>
/// <param name="Boxes">Boxes in 0..1 of the input image.</param>
/// <param name="Labels">Classes, 1..C-1; 0, the background, does not occur.</param>
public sealed record GroundTruth(IReadOnlyList<Box> Boxes, IReadOnlyList<int> Labels);
