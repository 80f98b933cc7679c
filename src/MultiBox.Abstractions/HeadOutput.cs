using static TorchSharp.torch;

namespace MultiBox.Abstractions;

/// <summary>What a head predicts for N images, A default boxes and C classes. The holder disposes both tensors.</summary>
/// <param name="Offsets"><c>[N, A, 4]</c>: encoded offsets (cx, cy, w, h) against the default boxes, float32.</param>
/// <param name="Logits"><c>[N, A, C]</c>: class scores before the softmax or sigmoid, float32; class 0 is the background.</param>
public sealed record HeadOutput(Tensor Offsets, Tensor Logits);
