using static TorchSharp.torch;

namespace MultiBox.Abstractions;

/// <summary>
/// The predictors on the feature maps. Its <c>forward</c> takes the maps (backbone's, then the extra layers') and returns the
/// offsets and logits of all default boxes.
/// </summary>
/// <param name="name">The module's name, for TorchSharp.</param>
public abstract class DetectionHead(string name) : nn.Module<IReadOnlyList<Tensor>, HeadOutput>(name);
