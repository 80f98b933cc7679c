using System.Diagnostics;

namespace MultiBox.Pipeline.Benchmarks;

/// <summary>One thing that is measured, round by round.</summary>
internal sealed class Workload
{
    private readonly Func<int, int> _pass;
    private readonly Func<long>? _allocated;
    private int _nextPass;

    private Workload(string name, BenchUnit unit, int threads, Func<int, int> pass, Func<long>? allocated) =>
        (Name, Unit, Threads, _pass, _allocated) = (name, unit, threads, pass, allocated);

    /// <summary>The row's name; peers know the workload by it too.</summary>
    public string Name { get; }

    /// <summary>What the figures count.</summary>
    public BenchUnit Unit { get; }

    /// <summary>The number of threads that work.</summary>
    public int Threads { get; }

    /// <summary>Whether peers do the same and are measured side by side.</summary>
    public bool HasPeers { get; private init; }

    /// <summary>Items in a second.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="pass">Works once over all items and returns their number. It receives the number of the pass, for random choices.</param>
    /// <param name="threads">The number of threads that work.</param>
    /// <param name="hasPeers">Whether peers do the same.</param>
    public static Workload Timed(string name, Func<int, int> pass, int threads = 1, bool hasPeers = false) =>
        new(name, BenchUnit.ImagesPerSecond, threads, pass, null) { HasPeers = hasPeers };

    /// <summary>Managed memory for an item.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="pass">As for <see cref="Timed"/>.</param>
    /// <param name="threads">The number of threads that work: with one, only what the measuring thread allocates is counted.</param>
    public static Workload Allocating(string name, Func<int, int> pass, int threads = 1) => new(
        name, BenchUnit.BytesPerImage, threads, pass, threads == 1 ? GC.GetAllocatedBytesForCurrentThread : () => GC.GetTotalAllocatedBytes(precise: true));

    /// <summary>Repeats the pass until the time is over; a pass is never cut short.</summary>
    /// <param name="length">The least length of the round.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    public Sample Round(TimeSpan length, CancellationToken cancellation)
    {
        long count = 0;
        var allocated = _allocated?.Invoke() ?? 0;
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            count += _pass(_nextPass++);
        }
        while (clock.Elapsed < length);
        var seconds = clock.Elapsed.TotalSeconds;
        // Other threads of the process, such as the garbage collector's, are part of the cost.
        var cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        return _allocated is null
            ? new Sample(count / seconds, cpuSeconds > 0 ? count / cpuSeconds : null)
            : new Sample((double)(_allocated() - allocated) / count, null);
    }
}
