using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MultiBox.Inference;

/// <summary>Three stages that run beside each other: pictures are decoded, pass the network in batches, and are received.</summary>
internal static class DetectionStream
{
    // Enough that the network need not wait; each holds a decoded input.
    private const int BatchesAhead = 2;

    /// <summary>Runs pictures that are there.</summary>
    public static IEnumerable<PictureDetections> Run(Detector detector, IEnumerable<DetectorPicture> pictures, int batchSize, CancellationToken cancellation)
    {
        // Nothing of it runs on this thread, which only waits.
        var results = RunAsync(detector, ToAsync(pictures), batchSize, cancellation).GetAsyncEnumerator(CancellationToken.None);
        try
        {
            while (results.MoveNextAsync().AsTask().GetAwaiter().GetResult()) yield return results.Current;
        }
        finally
        {
            results.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Runs pictures that have to be waited for.</summary>
    public static async IAsyncEnumerable<PictureDetections> RunAsync(
        Detector detector, IAsyncEnumerable<DetectorPicture> pictures, int batchSize, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var prepared = Channel.CreateBounded<Task<PreparedPicture>>(new BoundedChannelOptions(BatchesAhead * batchSize) { SingleReader = true, SingleWriter = true });
        var found = Channel.CreateBounded<PictureDetections>(new BoundedChannelOptions(batchSize) { SingleReader = true, SingleWriter = true });
        var stages = new[]
        {
            Task.Run(() => PrepareAsync(detector, pictures, prepared.Writer, stop.Token), CancellationToken.None),
            Task.Run(() => DetectAsync(detector, prepared.Reader, found.Writer, batchSize, stop.Token), CancellationToken.None),
        };
        try
        {
            while (await found.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
            {
                while (found.Reader.TryRead(out var result))
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return result;
                }
            }
        }
        finally
        {
            // Also when the receiver wants no more: what was begun is waited for, so that the detector may be disposed.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(stages).ConfigureAwait(false);
            while (prepared.Reader.TryRead(out var pending)) await pending.ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private static async Task PrepareAsync(
        Detector detector, IAsyncEnumerable<DetectorPicture> pictures, ChannelWriter<Task<PreparedPicture>> prepared, CancellationToken stop)
    {
        try
        {
            await foreach (var picture in pictures.WithCancellation(stop).ConfigureAwait(false))
            {
                await prepared.WaitToWriteAsync(stop).ConfigureAwait(false);
                await prepared.WriteAsync(Task.Run(() => detector.Prepare(picture), CancellationToken.None), stop).ConfigureAwait(false);
            }

            prepared.Complete();
        }
#pragma warning disable CA1031 // Whatever it is, the receiver gets it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            prepared.Complete(fault);
        }
    }

    private static async Task DetectAsync(
        Detector detector, ChannelReader<Task<PreparedPicture>> prepared, ChannelWriter<PictureDetections> found, int batchSize, CancellationToken stop)
    {
        var batch = new List<PreparedPicture>();
        try
        {
            Exception? fault = null;
            while (fault is null)
            {
                fault = await FillAsync(prepared, batch, batchSize, stop).ConfigureAwait(false);
                if (batch.Count == 0) break;
                foreach (var result in detector.Detect(batch)) await found.WriteAsync(result, stop).ConfigureAwait(false);
                batch.Clear();
            }

            found.Complete(fault);
        }
#pragma warning disable CA1031 // Whatever it is, the receiver gets it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            found.Complete(fault);
        }
    }

    // What stands before a picture that cannot be used is detected all the same.
    private static async Task<Exception?> FillAsync(
        ChannelReader<Task<PreparedPicture>> prepared, List<PreparedPicture> batch, int batchSize, CancellationToken stop)
    {
        try
        {
            while (batch.Count < batchSize && await prepared.WaitToReadAsync(stop).ConfigureAwait(false))
            {
                if (prepared.TryRead(out var picture)) batch.Add(await picture.ConfigureAwait(false));
            }

            return null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return fault;
        }
    }

    private static async IAsyncEnumerable<DetectorPicture> ToAsync(IEnumerable<DetectorPicture> pictures)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var picture in pictures) yield return picture;
    }
}
