using static TorchSharp.torch;

namespace MultiBox.Data;

/// <summary>
/// The memory of one batch. Threads write straight into it; it belongs to no dispose scope, as one that ends early would free
/// memory that is written to.
/// </summary>
internal sealed class BatchBuffer : IDisposable
{
    private readonly Tensor _tensor;
    private readonly unsafe float* _memory;
    private readonly int _inputLength;

    /// <summary>Allocates.</summary>
    /// <param name="count">The number of images.</param>
    /// <param name="size">The input's width and height.</param>
    public unsafe BatchBuffer(int count, int size)
    {
        // The memory outlives the mode that the receiver happens to be in: what inference mode makes cannot be trained on.
        using var any = inference_mode(false);
        _tensor = empty([count, 3, size, size], ScalarType.Float32, CPU).DetachFromDisposeScope();
        fixed (byte* memory = _tensor.bytes) _memory = (float*)memory;
        _inputLength = 3 * size * size;
    }

    /// <summary>The input of one image, [3, S, S].</summary>
    /// <param name="position">Its position in the batch.</param>
    public unsafe Span<float> Input(int position) => new(_memory + ((long)position * _inputLength), _inputLength);

    /// <summary>The first images, sharing the memory, in no dispose scope.</summary>
    /// <param name="count">The number of images.</param>
    public Tensor Images(int count)
    {
        using var any = inference_mode(false);
        return _tensor.narrow(0, 0, count).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _tensor.Dispose();
}
