using MultiBox.Boxes;

namespace MultiBox.Evaluation;

/// <summary>An annotated object, as COCO's evaluation sees it.</summary>
/// <param name="Label">Its class, 1..C-1.</param>
/// <param name="Box">Its box in original pixels, width = X2 - X1.</param>
/// <param name="Crowd">
/// COCO's flag: the box surrounds a group of objects. It need not be found, and any number of detections may lie in it.
/// </param>
/// <param name="Area">Its area in original pixels squared, in COCO that of its mask; null for that of its box.</param>
/// <param name="Ignored">Whether it need not be found, as VOC's difficult objects; one detection of it counts neither way.</param>
public readonly record struct CocoGroundTruth(int Label, Box Box, bool Crowd = false, double? Area = null, bool Ignored = false);
