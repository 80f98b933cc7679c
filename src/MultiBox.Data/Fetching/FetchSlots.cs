using System.Collections.Concurrent;

namespace MultiBox.Data;

/// <summary>Limits how many downloads run at once, in all and from one host.</summary>
/// <param name="total">How many in all.</param>
/// <param name="perHost">How many from one host.</param>
#pragma warning disable CA1001 // A semaphore holds nothing of the system's unless its wait handle is asked for.
internal sealed class FetchSlots(int total, int perHost)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _all = new(AtLeastOne(total));
    private readonly int _perHost = AtLeastOne(perHost);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for a turn.</summary>
    /// <param name="url">The address to download from.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What is disposed of when the download is over.</returns>
    public async Task<IDisposable> EnterAsync(Uri url, CancellationToken cancellationToken)
    {
        // The host's turn first: who waits for a busy host must not keep the others from theirs.
        var host = _hosts.GetOrAdd(url.Authority, _ => new SemaphoreSlim(_perHost));
        await host.WaitAsync(cancellationToken);
        try
        {
            await _all.WaitAsync(cancellationToken);
        }
        catch
        {
            host.Release();
            throw;
        }

        return new Turn(host, _all);
    }

    private static int AtLeastOne(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return count;
    }

    private sealed class Turn(SemaphoreSlim host, SemaphoreSlim all) : IDisposable
    {
        private int _over;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _over, 1) != 0) return;
            all.Release();
            host.Release();
        }
    }
}
