namespace MultiBox.Data;

/// <summary>Why one address did not give the file. It never reaches the user as such: the next address is tried.</summary>
internal sealed class FetchFault : Exception
{
    public FetchFault(string message, bool transient, TimeSpan? retryAfter = null, Exception? cause = null)
        : base(message, cause)
    {
        IsTransient = transient;
        RetryAfter = retryAfter;
    }

    /// <summary>Whether trying again may help.</summary>
    public bool IsTransient { get; }

    /// <summary>The wait that the server asked for.</summary>
    public TimeSpan? RetryAfter { get; }
}
