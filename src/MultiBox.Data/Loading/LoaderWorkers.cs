using System.Collections.Concurrent;

namespace MultiBox.Data;

/// <summary>The background threads of one epoch. They take images in order, so that the first batch is ready first.</summary>
internal sealed class LoaderWorkers : IDisposable
{
    private readonly BlockingCollection<(PendingBatch Batch, int Position)> _work = [];
    private readonly CancellationTokenSource _stop;
    private readonly Thread[] _threads;

    /// <summary>Starts the threads.</summary>
    /// <param name="count">The number of threads.</param>
    /// <param name="inputLength">The number of values of an image.</param>
    /// <param name="load">Prepares an image.</param>
    /// <param name="cancellationToken">Stops the threads after the image they are at.</param>
    public LoaderWorkers(int count, int inputLength, ImageLoad load, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _threads = new Thread[count];
        for (var i = 0; i < count; i++)
        {
            _threads[i] = new Thread(() => Run(inputLength, load)) { IsBackground = true, Name = $"MultiBox loader {i}" };
            _threads[i].Start();
        }
    }

    /// <summary>Adds the images of a batch to the work.</summary>
    /// <param name="batch">The batch.</param>
    public void Add(PendingBatch batch)
    {
        for (var position = 0; position < batch.Count; position++) _work.Add((batch, position));
    }

    /// <summary>Stops the threads and waits for them; work that was not begun is left.</summary>
    public void Stop()
    {
        _stop.Cancel();
        foreach (var thread in _threads) thread.Join();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _work.Dispose();
        _stop.Dispose();
    }

    private void Run(int inputLength, ImageLoad load)
    {
        try
        {
            foreach (var (batch, position) in _work.GetConsumingEnumerable(_stop.Token)) batch.Fill(position, inputLength, load);
        }
        catch (OperationCanceledException)
        {
            // Stopped: the thread that enumerates knows.
        }
    }
}
