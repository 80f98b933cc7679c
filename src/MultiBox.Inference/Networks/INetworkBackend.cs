namespace MultiBox.Inference.Networks;

/// <summary>Computes a network. Serves several threads at once.</summary>
internal interface INetworkBackend : IDisposable
{
    /// <summary>What computes it, where and with which numbers, for people.</summary>
    string Description { get; }

    /// <summary>Computes the predictions for a batch of images.</summary>
    /// <param name="images"><c>[N, 3, S, S]</c>, normalised, at the beginning of the array; the rest is not read.</param>
    /// <param name="count">N.</param>
    /// <param name="offsets">Receives <c>[N, A, 4]</c> at its beginning.</param>
    /// <param name="logits">Receives <c>[N, A, C]</c> at its beginning.</param>
    void Run(float[] images, int count, float[] offsets, float[] logits);
}
