namespace MultiBox.Pipeline.Benchmarks.Peers;

/// <summary>Another library that does what a part measures, in a process of its own or in this one.</summary>
internal interface IPeer : IDisposable
{
    /// <summary>Its name in rows.</summary>
    string Name { get; }

    /// <summary>The version of its library.</summary>
    string Version { get; }

    /// <summary>Whether it takes part in a workload.</summary>
    /// <param name="workload">The workload's name.</param>
    bool Takes(string workload);

    /// <summary>Works for one round.</summary>
    /// <param name="workload">The workload's name.</param>
    /// <param name="length">The least length of the round.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>What it did, in items a second.</returns>
    /// <exception cref="PeerException">It failed.</exception>
    Sample Round(string workload, TimeSpan length, CancellationToken cancellation);
}
