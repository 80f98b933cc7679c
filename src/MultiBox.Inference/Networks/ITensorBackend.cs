using static TorchSharp.torch;

namespace MultiBox.Inference.Networks;

/// <summary>A backend that takes tensors too, on any device and without copying.</summary>
internal interface ITensorBackend
{
    /// <summary>Computes the predictions for a batch of images.</summary>
    /// <param name="images"><c>[N, 3, S, S]</c>, normalised; not disposed.</param>
    /// <param name="offsets">Receives <c>[N, A, 4]</c> at its beginning.</param>
    /// <param name="logits">Receives <c>[N, A, C]</c> at its beginning.</param>
    void Run(Tensor images, float[] offsets, float[] logits);
}
