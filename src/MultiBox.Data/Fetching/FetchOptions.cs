namespace MultiBox.Data;

/// <summary>How patient fetching is.</summary>
public sealed record FetchOptions
{
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

    /// <summary>How long a download may stand still.</summary>
    /// <value>1 minute by default.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many new bytes show that a bad line is worth going on with.</summary>
    /// <value>8 MiB by default.</value>
    public long RenewingBytes { get; init; } = 8 << 20;

    /// <summary>How MultiBox names itself to servers.</summary>
    public string UserAgent { get; init; } = "MultiBox/0.1";
}
