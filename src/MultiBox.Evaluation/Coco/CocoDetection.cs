using MultiBox.Boxes;

namespace MultiBox.Evaluation;

/// <summary>A detection in COCO's results format.</summary>
/// <param name="ImageId">The image's id; one of digits alone is a number, so that <c>000000000139</c> is 139 as in COCO's annotations.</param>
/// <param name="CategoryId">The category's id.</param>
/// <param name="Score">The class probability, 0..1.</param>
/// <param name="Box">The box in original pixels.</param>
public readonly record struct CocoDetection(string ImageId, long CategoryId, float Score, Box Box);
