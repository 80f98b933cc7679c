using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Imaging;

namespace MultiBox.Pipeline.Preview;

/// <summary>One training sample.</summary>
/// <param name="ImageId">The image's name within its source.</param>
/// <param name="Picture">What the network gets to see.</param>
/// <param name="GroundTruth">The objects, in 0..1 of the picture.</param>
/// <param name="Match">The match of each default box.</param>
internal sealed record PreviewSample(string ImageId, RgbImage Picture, GroundTruth GroundTruth, MatchResult Match);
