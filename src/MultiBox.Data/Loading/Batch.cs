using MultiBox.Abstractions;
using TorchSharp;

namespace MultiBox.Data;

/// <summary>Some images of an epoch, ready for the network. The receiver disposes it.</summary>
public sealed class Batch : IDisposable
{
    private Action? _release;

    /// <summary>Puts a batch together.</summary>
    /// <param name="images">See <see cref="Images"/>; disposed with this.</param>
    /// <param name="release">Called once this was disposed.</param>
    /// <param name="groundTruths">See <see cref="GroundTruths"/>.</param>
    /// <param name="records">See <see cref="Records"/>.</param>
    /// <param name="index">See <see cref="Index"/>.</param>
    public Batch(
        torch.Tensor images, Action release, IReadOnlyList<GroundTruth> groundTruths, IReadOnlyList<ImageRecord> records, int index)
    {
        Images = images;
        _release = release;
        GroundTruths = groundTruths;
        Records = records;
        Index = index;
    }

    /// <summary>
    /// The network's input: [N, 3, S, S], float32, on the CPU, normalised. It belongs to this batch and to no dispose scope. Its
    /// memory serves a later batch once this one is disposed: whoever needs the values for longer copies them.
    /// </summary>
    public torch.Tensor Images { get; }

    /// <summary>The objects of each image as the loss sees them, in 0..1 of the input; N of them.</summary>
    public IReadOnlyList<GroundTruth> GroundTruths { get; }

    /// <summary>Where each image comes from; N of them.</summary>
    public IReadOnlyList<ImageRecord> Records { get; }

    /// <summary>The batch's position in its epoch, from 0.</summary>
    public int Index { get; }

    /// <summary>Disposes <see cref="Images"/> and gives their memory back to the loader. A second time does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _release, null) is not { } release) return;
        Images.Dispose();
        release();
    }
}
