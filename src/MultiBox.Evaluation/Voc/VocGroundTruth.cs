using MultiBox.Boxes;

namespace MultiBox.Evaluation;

/// <summary>An annotated object, as evaluation sees it.</summary>
/// <param name="Label">Its class, 1..C-1.</param>
/// <param name="Box">Its box, in the frame of the detections' boxes.</param>
/// <param name="Difficult">VOC's flag: a detection of it counts neither for nor against.</param>
/// <param name="Crowd">COCO's flag: the box surrounds a group of objects. It need not be found; what is detected in it does not count.</param>
public readonly record struct VocGroundTruth(int Label, Box Box, bool Difficult, bool Crowd = false);
