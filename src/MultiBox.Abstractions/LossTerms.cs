using static TorchSharp.torch;

namespace MultiBox.Abstractions;

/// <summary>
/// The terms of a detection loss over a batch, each a scalar tensor on the model's device. Training minimises their sum. Reading
/// one on the host waits for the device, so the loop reads all of them at once, one time a step.
/// </summary>
/// <param name="Classification">The classification term, weighted and normalised.</param>
/// <param name="Localization">The localisation term, weighted and normalised.</param>
/// <param name="Positives">The number of matched default boxes in the batch.</param>
public sealed record LossTerms(Tensor Classification, Tensor Localization, int Positives);
