using MultiBox.Abstractions;
using MultiBox.Inputs;

namespace MultiBox.Data;

/// <summary>
/// Makes an epoch's batches on background threads. Batches depend on the records, the options' seed and the epoch only, not on
/// the number of threads or on what was loaded before; so training that resumes in the middle of an epoch sees what it would
/// have seen. The threads start with the first batch and stay until the loader is disposed, as does the memory of batches that are
/// not in use: a loader in steady state holds <see cref="BatchLoaderOptions.Prefetch"/> batches, one more, and those that its
/// receiver holds.
/// </summary>
public sealed class BatchLoader : IDisposable
{
    private readonly ImageRecord[] _records;
    private readonly BatchBufferPool _buffers;
    private readonly LoaderWorkers _workers;

    /// <summary>Prepares loading of pictures from where their sources keep them; reads nothing yet.</summary>
    /// <param name="records">The images of the split.</param>
    /// <param name="options">How to make batches.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public BatchLoader(IReadOnlyList<ImageRecord> records, BatchLoaderOptions options)
        : this(records, new SourcePictures(records), options)
    {
    }

    /// <summary>Prepares loading; reads nothing yet.</summary>
    /// <param name="records">The images of the split.</param>
    /// <param name="pictures">Their encoded pictures.</param>
    /// <param name="options">How to make batches.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public BatchLoader(IReadOnlyList<ImageRecord> records, IEncodedPictures pictures, BatchLoaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        _records = [.. records];
        if (options.PinMemory && !TorchSharp.torch.cuda.is_available())
        {
            throw new ArgumentException("PinMemory: memory is pinned for copies to a CUDA device, and there is none. Leave it off.", nameof(options));
        }

        var augmenter = options.Augmentation is { } augmentation ? new Augmenter(augmentation, options.Seed) : null;
        var writer = new InputWriter(options.InputSize, options.Normalization, options.Augmentation?.ZoomOutFill);
        var cache = new ImageCache(_records.Length, options.CacheBytes);
        _buffers = new BatchBufferPool(options.Prefetch + 1, Math.Min(options.BatchSize, Math.Max(1, _records.Length)), options.InputSize);
        _workers = new LoaderWorkers(options.Workers, () => new ImageLoader(_records, pictures, augmenter, writer, cache, options.UseDifficult));
    }

    /// <summary>The background threads: none before the first batch.</summary>
    internal IReadOnlyList<Thread> Threads => _workers.Threads;

    /// <summary>How batches are made.</summary>
    public BatchLoaderOptions Options { get; }

    /// <summary>The number of batches of an epoch.</summary>
    public int BatchCount => Options.DropLast
        ? _records.Length / Options.BatchSize
        : (_records.Length + Options.BatchSize - 1) / Options.BatchSize;

    /// <summary>
    /// The batches of an epoch, in order. Loading starts with the first step of the enumeration and ends when the enumerator is
    /// disposed, as <c>foreach</c> does. The receiver disposes each batch.
    /// </summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="firstBatch">The batch to start with: 0, or where an interrupted epoch goes on.</param>
    /// <param name="cancellationToken">Ends waiting and loading.</param>
    /// <exception cref="MultiBoxException">Pictures of a batch cannot be used; the message names them all.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The loader was disposed.</exception>
    public IEnumerable<Batch> Epoch(long epoch, int firstBatch = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBatch, BatchCount);
        return Enumerate(epoch, firstBatch, cancellationToken);
    }

    /// <summary>The order of an epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <returns>The index of each record, in the order of the epoch.</returns>
    public int[] Order(long epoch)
    {
        int[] order = [.. Enumerable.Range(0, _records.Length)];
        if (!Options.Shuffle) return order;
        var random = RandomSequence.For("shuffle", Options.Seed, epoch);
        random.Shuffle<int>(order);
        return order;
    }

    /// <summary>
    /// Ends the threads and frees the memory of batches that are not in use; that of batches which were handed out is freed with
    /// them. Who still waits for a batch gets an <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose()
    {
        _workers.Dispose();
        _buffers.Dispose();
    }

    private IEnumerable<Batch> Enumerate(long epoch, int firstBatch, CancellationToken cancellationToken)
    {
        var order = Order(epoch);
        var pending = new Queue<PendingBatch>();
        try
        {
            var next = firstBatch;
            StartMore();
            while (pending.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                pending.Peek().Wait(cancellationToken);
                var ready = pending.Dequeue();
                // Before the batch is handed out, so that the threads have work while it is in use.
                StartMore();
                yield return ready.Finish(index => _records[index]);
            }

            void StartMore()
            {
                for (; next < BatchCount && pending.Count < Options.Prefetch; next++) pending.Enqueue(Start(next, epoch, order));
            }
        }
        finally
        {
            foreach (var batch in pending) batch.Abandon();
        }
    }

    private PendingBatch Start(int batch, long epoch, int[] order)
    {
        var first = batch * Options.BatchSize;
        var images = order[first..Math.Min(first + Options.BatchSize, order.Length)];
        var pending = new PendingBatch(batch, epoch, images, _buffers, Options.PinMemory);
        _workers.Add(pending);
        return pending;
    }
}
