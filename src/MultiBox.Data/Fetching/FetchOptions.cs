namespace MultiBox.Data;

/// <summary>How patient fetching is, how much it does at once, and where else it looks.</summary>
public sealed record FetchOptions
{
    /// <summary>
    /// Places that are tried before an archive's own addresses, best first: <c>http(s)://</c>, <c>file://</c> or the absolute path of a
    /// folder. Each holds archives under their names.
    /// </summary>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>Whether nothing may be downloaded: archives are taken from this machine alone.</summary>
    public bool Offline { get; init; }

    /// <summary>How many archives are downloaded at once.</summary>
    /// <value>3 by default; at least 1.</value>
    public int Parallel { get; init; } = 3;

    /// <summary>How many archives are downloaded from one host at once.</summary>
    /// <value>2 by default; at least 1.</value>
    public int ParallelPerHost { get; init; } = 2;

    /// <summary>How often one address is tried again after transient faults (a cut connection, silence, 408, 429, 5xx).</summary>
    /// <value>5 by default; at least 1. Gaining <see cref="RenewingBytes"/> starts the count anew.</value>
    public int Retries { get; init; } = 5;

    /// <summary>The wait before the first retry; it doubles each time, with jitter.</summary>
    /// <value>1 second by default.</value>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, also when the server asks for more.</summary>
    /// <value>1 minute by default.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a server may take to answer.</summary>
    /// <value>1 minute by default.</value>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a download may take for <see cref="LeastBytes"/>.</summary>
    /// <value>1 minute by default.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How much has to arrive within <see cref="StallTimeout"/>; a slower download counts as stalled.</summary>
    /// <value>16 KiB by default.</value>
    public long LeastBytes { get; init; } = 16 << 10;

    /// <summary>How many new bytes show that a bad line is worth going on with.</summary>
    /// <value>8 MiB by default.</value>
    public long RenewingBytes { get; init; } = 8 << 20;

    /// <summary>The least time between two reports of how far an archive is; beginnings and ends are always reported.</summary>
    /// <value>0.2 seconds by default.</value>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>How MultiBox names itself to servers.</summary>
    public string UserAgent { get; init; } = "MultiBox/0.1";
}
