using static TorchSharp.torch;

namespace MultiBox.Plugins.Loss;

/// <summary>
/// The targets of a batch on the predictions' device: N images with A default boxes each, flat indices n * A + a; P default boxes are
/// matched. All tensors are in the dispose scope that they were made in.
/// </summary>
/// <param name="Positives"><c>[P]</c>, int64: flat indices of the matched default boxes, ascending.</param>
/// <param name="Labels"><c>[P]</c>, int64: their classes.</param>
/// <param name="Ignored">Int64: flat indices of the default boxes that match nothing but are no background, ascending.</param>
/// <param name="Negatives"><c>[N]</c>, int64: the negatives to be mined in each image.</param>
/// <param name="Rows"><c>[P, R]</c>, float32: what the localisation term needs of each matched default box.</param>
internal sealed record DeviceTargets(Tensor Positives, Tensor Labels, Tensor Ignored, Tensor Negatives, Tensor Rows);
