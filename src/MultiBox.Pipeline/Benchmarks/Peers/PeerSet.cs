namespace MultiBox.Pipeline.Benchmarks.Peers;

/// <summary>The peers of a part. One that is absent, ends or hangs is reported once; the measurement goes on without it.</summary>
internal sealed class PeerSet : IDisposable
{
    private readonly List<IPeer> _active = [];
    private readonly Dictionary<string, string> _versions = [];
    private readonly IRunLog _log;

    private PeerSet(IRunLog log) => _log = log;

    /// <summary>The peers that take part.</summary>
    public IReadOnlyList<IPeer> Active => _active;

    /// <summary>The version of each peer's library, by the peer's name; also of those that dropped out.</summary>
    public IReadOnlyDictionary<string, string> Versions => _versions;

    /// <summary>No peers.</summary>
    /// <param name="log">Where people read.</param>
    public static PeerSet None(IRunLog log) => new(log);

    /// <summary>Starts all peers whose modules some Python has.</summary>
    /// <param name="peers">The peers.</param>
    /// <param name="pythons">The Pythons to try, in order: see <see cref="PythonFinder.Candidates"/>.</param>
    /// <param name="patience">See <see cref="PeerProcess.Start"/>.</param>
    /// <param name="log">Where absent and failing peers are reported.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public static PeerSet Start(
        IEnumerable<PeerSpec> peers, IReadOnlyList<string> pythons, TimeSpan patience, IRunLog log, CancellationToken cancellation)
    {
        var set = new PeerSet(log);
        try
        {
            foreach (var peer in peers) set.Start(peer, pythons, patience, cancellation);
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>Lets one more take part, which this set then owns. Its rows come before those of the others.</summary>
    /// <param name="peer">A peer that is ready.</param>
    public void Add(IPeer peer)
    {
        _active.Insert(0, peer);
        _versions[peer.Name] = peer.Version;
        _log.Line($"Peer {peer.Name}: {peer.Version} (in this process).");
    }

    /// <summary>Lets a peer work for one round.</summary>
    /// <param name="name">The peer's name.</param>
    /// <param name="workload">The workload's name.</param>
    /// <param name="length">The least length of the round.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>What it did; null when it failed, and is not active any more.</returns>
    public Sample? Round(string name, string workload, TimeSpan length, CancellationToken cancellation)
    {
        var peer = _active.Find(active => active.Name == name) ?? throw new ArgumentException($"{name} is not active.", nameof(name));
        try
        {
            return peer.Round(workload, length, cancellation);
        }
        catch (PeerException fault)
        {
            // Ctrl+C reaches the peers too: that is no fault of theirs.
            cancellation.ThrowIfCancellationRequested();
            _log.Warning($"Peer {name}: failed at {workload}. {fault.Message} The rows that follow are without it.");
            _active.Remove(peer);
            peer.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var peer in _active) peer.Dispose();
        _active.Clear();
    }

    private void Start(PeerSpec peer, IReadOnlyList<string> pythons, TimeSpan patience, CancellationToken cancellation)
    {
        if (PythonFinder.Find(pythons, peer.Modules) is not { } python)
        {
            var tried = pythons.Count == 0 ? "no Python at all" : string.Join(", ", pythons);
            _log.Line(
                $"Peer {peer.Name}: left out. No Python with {string.Join(" and ", peer.Modules)} was found (tried: {tried}). "
                + $"Install {peer.Packages}, or name a Python that has them in {PythonFinder.Variable}.");
            return;
        }

        try
        {
            var running = PeerProcess.Start(peer, python, patience, cancellation);
            _active.Add(running);
            _versions[peer.Name] = running.Version;
            _log.Line($"Peer {peer.Name}: {running.Version} ({python}).");
        }
        catch (PeerException fault)
        {
            cancellation.ThrowIfCancellationRequested();
            _log.Warning($"Peer {peer.Name}: left out. {fault.Message}");
        }
    }
}
