namespace MultiBox.Pipeline.Benchmarks.Peers;

/// <summary>A peer that cannot go on: it ended, hung or answered nonsense. The measurement goes on without it.</summary>
internal sealed class PeerException : Exception
{
    /// <summary>Creates the fault.</summary>
    /// <param name="message">What happened, with the last line that the peer wrote to standard error.</param>
    public PeerException(string message)
        : base(message)
    {
    }
}
