namespace MultiBox.Data;

/// <summary>
/// The background threads of a loader. They take images in the order in which they were added, so that the first batch is ready
/// first; a picture that takes long holds up one thread, while the others go on with the images after it, of later batches too.
/// </summary>
/// <param name="count">The number of threads.</param>
/// <param name="createLoader">Makes what a thread prepares its images with.</param>
internal sealed class LoaderWorkers(int count, Func<ImageLoader> createLoader) : IDisposable
{
    private readonly Queue<(PendingBatch Batch, int Position)> _work = [];
    private readonly List<Thread> _threads = [];
    private bool _stopped;

    /// <summary>The threads, none before the first work.</summary>
    public IReadOnlyList<Thread> Threads => _threads;

    /// <summary>Adds the images of a batch to the work.</summary>
    /// <param name="batch">The batch.</param>
    public void Add(PendingBatch batch)
    {
        lock (_work)
        {
            ObjectDisposedException.ThrowIf(_stopped, typeof(BatchLoader));
            while (_threads.Count < count) Start();
            for (var position = 0; position < batch.Count; position++) _work.Enqueue((batch, position));
            Monitor.PulseAll(_work);
        }
    }

    /// <summary>Stops the threads after the images that they are at, and waits for them. Who waits for other images gets a fault.</summary>
    public void Dispose()
    {
        lock (_work)
        {
            _stopped = true;
            while (_work.TryDequeue(out var item)) item.Batch.Refuse(item.Position, new ObjectDisposedException(typeof(BatchLoader).FullName));
            Monitor.PulseAll(_work);
        }

        foreach (var thread in _threads) thread.Join();
    }

    private void Start()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = $"MultiBox loader {_threads.Count}" };
        thread.Start();
        _threads.Add(thread);
    }

    private void Run()
    {
        using var loader = createLoader();
        while (Take() is { } item) item.Batch.Fill(item.Position, loader);
    }

    private (PendingBatch Batch, int Position)? Take()
    {
        lock (_work)
        {
            while (true)
            {
                if (_stopped) return null;
                if (_work.TryDequeue(out var item)) return item;
                Monitor.Wait(_work);
            }
        }
    }
}
