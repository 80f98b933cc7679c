namespace MultiBox.Data;

/// <summary>
/// The memory of batches that are not in use, for the next ones. A receiver that holds many batches makes as many buffers; no more
/// than <paramref name="kept"/> stay when they are given back. Safe for several threads.
/// </summary>
/// <param name="kept">The number of unused buffers that are kept.</param>
/// <param name="batchSize">The number of images of a buffer.</param>
/// <param name="inputSize">The input's width and height.</param>
internal sealed class BatchBufferPool(int kept, int batchSize, int inputSize) : IDisposable
{
    private readonly Stack<BatchBuffer> _unused = [];
    private bool _disposed;

    /// <summary>Takes a buffer: an unused one, or a new one. A buffer that is never given back is freed by the garbage collector.</summary>
    public BatchBuffer Rent()
    {
        lock (_unused)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(BatchLoader));
            if (_unused.TryPop(out var buffer)) return buffer;
        }

        return new BatchBuffer(batchSize, inputSize);
    }

    /// <summary>Gives a buffer back.</summary>
    /// <param name="buffer">The buffer, which nobody reads or writes any more.</param>
    public void Return(BatchBuffer buffer)
    {
        lock (_unused)
        {
            if (!_disposed && _unused.Count < kept)
            {
                _unused.Push(buffer);
                return;
            }
        }

        buffer.Dispose();
    }

    /// <summary>Frees what is unused now, and what is given back from now on.</summary>
    public void Dispose()
    {
        lock (_unused)
        {
            _disposed = true;
            while (_unused.TryPop(out var buffer)) buffer.Dispose();
        }
    }
}
