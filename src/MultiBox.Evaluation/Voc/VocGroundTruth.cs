using MultiBox.Boxes;

namespace MultiBox.Evaluation;

/// <summary>An annotated object, as evaluation sees it.</summary>
/// <param name="Label">Its class, 1..C-1.</param>
/// <param name="Box">Its box, in the frame of the detections' boxes.</param>
/// <param name="Difficult">VOC's flag: a detection of it counts neither for nor against.</param>
public readonly record struct VocGroundTruth(int Label, Box Box, bool Difficult);
