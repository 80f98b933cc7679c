using MultiBox.Pipeline.Benchmarks.Peers;

namespace MultiBox.Pipeline.Benchmarks;

/// <summary>
/// Measures a workload and its peers in turns: ours, the first peer, the second one, ours again. A machine that becomes slower or
/// busier in between then slows all of them, and their ratio stays.
/// </summary>
internal static class InterleavedRounds
{
    /// <summary>Measures.</summary>
    /// <param name="workload">Ours.</param>
    /// <param name="peers">Those that take part where the workload has peers; one that fails says so and drops out.</param>
    /// <param name="pace">How thoroughly.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The rows: one for each peer that finished, or one without a peer.</returns>
    public static IReadOnlyList<BenchRow> Measure(Workload workload, PeerSet peers, BenchPace pace, CancellationToken cancellation)
    {
        var samples = new List<Sample>();
        var others = (workload.HasPeers ? peers.Active.Where(peer => peer.Takes(workload.Name)) : []).ToDictionary(peer => peer.Name, _ => new List<Sample>());
        for (var round = -1; round < pace.Rounds; round++)
        {
            var length = round < 0 ? pace.WarmUp : pace.Round;
            var sample = workload.Round(length, cancellation);
            if (round >= 0) samples.Add(sample);
            if (!workload.HasPeers) continue;
            // Those still there: a peer that failed is gone for the rest.
            foreach (var name in peers.Active.Where(peer => peer.Takes(workload.Name)).Select(peer => peer.Name).ToArray())
            {
                if (peers.Round(name, workload.Name, length, cancellation) is { } other && round >= 0) others[name].Add(other);
            }
        }

        var ours = SampleSummary.Of(samples);
        var finished = others.Where(other => other.Value.Count == pace.Rounds).ToArray();
        return finished.Length == 0
            ? [BenchRow.Of(workload, ours)]
            : [.. finished.Select(other => BenchRow.Of(workload, ours, other.Key, SampleSummary.Of(other.Value)))];
    }

    /// <summary>Measures workloads that are to be compared with each other, in turns.</summary>
    /// <param name="workloads">The workloads.</param>
    /// <param name="pace">How thoroughly.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>A row for each, without peers.</returns>
    public static IReadOnlyList<BenchRow> MeasureTogether(IReadOnlyList<Workload> workloads, BenchPace pace, CancellationToken cancellation)
    {
        foreach (var workload in workloads) workload.Round(pace.WarmUp, cancellation);
        var samples = workloads.Select(_ => new List<Sample>()).ToArray();
        for (var round = 0; round < pace.Rounds; round++)
        {
            foreach (var (workload, own) in workloads.Zip(samples)) own.Add(workload.Round(pace.Round, cancellation));
        }

        return [.. workloads.Zip(samples, (workload, own) => BenchRow.Of(workload, SampleSummary.Of(own)))];
    }
}
