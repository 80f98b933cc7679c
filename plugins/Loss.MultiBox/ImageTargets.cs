using MultiBox.Boxes;

namespace MultiBox.Plugins.Loss;

/// <summary>What the default boxes of one image should predict: P of them are matched.</summary>
/// <param name="Match">Which default boxes are matched, with which ground truths, and which are ignored.</param>
/// <param name="Labels"><c>[P]</c>: the class of each matched default box.</param>
/// <param name="Rows"><c>[P * R]</c>: what the localisation term needs of each, R numbers.</param>
internal sealed record ImageTargets(SparseMatch Match, int[] Labels, float[] Rows);
