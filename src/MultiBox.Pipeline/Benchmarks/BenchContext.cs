using MultiBox.Experiments;
using MultiBox.Pipeline.Benchmarks.Peers;

namespace MultiBox.Pipeline.Benchmarks;

/// <summary>What the parts of a benchmark are given.</summary>
/// <param name="Options">What the user asked for.</param>
/// <param name="Pace">How thoroughly to measure.</param>
/// <param name="Pythons">The Pythons that may run peers, in order.</param>
/// <param name="Plugins">The installed plugins, found when they are first asked for.</param>
/// <param name="Log">Where people read.</param>
/// <param name="Cancellation">Stops between two passes.</param>
internal sealed record BenchContext(
    WorkbenchOptions Options, BenchPace Pace, IReadOnlyList<string> Pythons, Func<PluginCatalogue> Plugins, IRunLog Log, CancellationToken Cancellation)
{
    /// <summary>The folder of the peers' scripts.</summary>
    public string PeerScripts => Path.Combine(Options.RepositoryRoot, "tools", "peers");

    /// <summary>Starts peers; the caller disposes them.</summary>
    /// <param name="peers">The peers.</param>
    public PeerSet StartPeers(IEnumerable<PeerSpec> peers) => PeerSet.Start(peers, Pythons, Pace.PeerPatience, Log, Cancellation);

    /// <summary>Measures workloads one after the other, each beside its peers.</summary>
    /// <param name="workloads">The workloads.</param>
    /// <param name="peers">The peers.</param>
    /// <returns>The rows, in the order of the workloads.</returns>
    public IReadOnlyList<BenchRow> Measure(IReadOnlyList<Workload> workloads, PeerSet peers)
    {
        var rows = new List<BenchRow>();
        Log.WithProgress(report =>
        {
            for (var i = 0; i < workloads.Count; i++)
            {
                report(workloads[i].Name, (double)i / workloads.Count);
                rows.AddRange(InterleavedRounds.Measure(workloads[i], peers, Pace, Cancellation));
            }
        });
        return rows;
    }
}
