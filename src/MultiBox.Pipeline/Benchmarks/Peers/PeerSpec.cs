namespace MultiBox.Pipeline.Benchmarks.Peers;

/// <summary>A peer: a Python script that does what a part measures, with another library.</summary>
/// <param name="Name">Its name in rows, such as <c>opencv</c>.</param>
/// <param name="Modules">The Python modules that it needs.</param>
/// <param name="Packages">How to get them, for a person: Debian's packages and pip's.</param>
/// <param name="Script">The script's absolute path.</param>
/// <param name="Arguments">The script's arguments.</param>
internal sealed record PeerSpec(string Name, IReadOnlyList<string> Modules, string Packages, string Script, IReadOnlyList<string> Arguments)
{
    /// <summary>The threads that it may use; as many as the workloads that it is compared with.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The workloads that it knows; null for all that have peers.</summary>
    public IReadOnlyList<string>? Workloads { get; init; }
}
