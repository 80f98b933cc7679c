using MultiBox.Boxes;

namespace MultiBox.Evaluation;

/// <summary>A detection of a named image.</summary>
/// <param name="ImageId">The image's name in its split, e.g. <c>000004</c>; no white space.</param>
/// <param name="Detection">The detection, its box in original pixels as annotations have them.</param>
public readonly record struct DevkitDetection(string ImageId, Detection Detection);
