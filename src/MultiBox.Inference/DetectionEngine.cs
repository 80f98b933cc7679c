using System.Buffers;
using MultiBox.Boxes;
using MultiBox.Inference.Networks;
using static TorchSharp.torch;

namespace MultiBox.Inference;

/// <summary>A network and what makes detections of its predictions. Serves several threads at once.</summary>
/// <param name="backend">Computes the network; disposed with this.</param>
/// <param name="decoder">Makes detections of predictions.</param>
/// <param name="boxCount">A, the number of default boxes.</param>
/// <param name="classCount">C, the number of classes with the background.</param>
internal sealed class DetectionEngine(INetworkBackend backend, IDetectionDecoder decoder, int boxCount, int classCount) : IDisposable
{
    /// <summary>What computes the network, where and with which numbers, for people.</summary>
    public string Description => backend.Description;

    /// <summary>Detects the objects of a batch of images.</summary>
    /// <param name="images"><c>[N, 3, S, S]</c>, normalised, at the beginning of the array.</param>
    /// <param name="count">N.</param>
    /// <returns>For each image its detections, highest score first, boxes in 0..1 of the image.</returns>
    public IReadOnlyList<Detection>[] Detect(float[] images, int count) => Detect(count, (offsets, logits) => backend.Run(images, count, offsets, logits));

    /// <summary>Detects the objects of a batch of images.</summary>
    /// <param name="images"><c>[N, 3, S, S]</c>, normalised; not disposed.</param>
    /// <returns>As for the other.</returns>
    /// <exception cref="NotSupportedException">The backend takes no tensors.</exception>
    public IReadOnlyList<Detection>[] Detect(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (backend is not ITensorBackend tensors) throw new NotSupportedException($"{Description}: takes no tensors.");
        return Detect((int)images.shape[0], (offsets, logits) => tensors.Run(images, offsets, logits));
    }

    /// <inheritdoc/>
    public void Dispose() => backend.Dispose();

    private IReadOnlyList<Detection>[] Detect(int count, Action<float[], float[]> run)
    {
        var offsets = ArrayPool<float>.Shared.Rent(count * boxCount * 4);
        var logits = ArrayPool<float>.Shared.Rent(count * boxCount * classCount);
        try
        {
            run(offsets, logits);
            var detections = new IReadOnlyList<Detection>[count];
            if (count == 1) Decode(0);
            else Parallel.For(0, count, Decode);
            return detections;

            void Decode(int n) => detections[n] = decoder.Decode(
                offsets.AsSpan(n * boxCount * 4, boxCount * 4), logits.AsSpan(n * boxCount * classCount, boxCount * classCount));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(offsets);
            ArrayPool<float>.Shared.Return(logits);
        }
    }
}
