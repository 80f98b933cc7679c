namespace MultiBox.Data;

/// <summary>What fetching is doing with a file.</summary>
public enum FetchStage
{
    /// <summary>Bytes arrive.</summary>
    Downloading,

    /// <summary>A fault; the note says which, and what is tried next.</summary>
    Waiting,

    /// <summary>Size and checksums are compared.</summary>
    Verifying,

    /// <summary>The archive is unpacked.</summary>
    Unpacking,
}

/// <summary>How far fetching is with one archive.</summary>
/// <param name="File">The archive's file name.</param>
/// <param name="Stage">What is being done.</param>
/// <param name="Bytes">How many bytes of the archive are done.</param>
/// <param name="Total">Its size in bytes; null when the server does not tell.</param>
/// <param name="Note">More for people, such as the fault that is waited out; null when there is none.</param>
public sealed record FetchProgress(string File, FetchStage Stage, long Bytes, long? Total, string? Note = null)
{
    /// <summary>The speed of the last seconds in bytes a second; null at the beginning.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>The time that the rest takes at this speed; null while it cannot be told.</summary>
    public TimeSpan? Remaining =>
        BytesPerSecond is > 0 and var speed && Total is { } total && (total - Bytes) / speed is var seconds and < 1e9
            ? TimeSpan.FromSeconds(Math.Max(0, seconds))
            : null;
}
