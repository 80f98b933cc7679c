namespace MultiBox.Data;

/// <summary>What fetching is doing with a file.</summary>
public enum FetchStage
{
    /// <summary>Bytes arrive.</summary>
    Downloading,

    /// <summary>A transient fault; the note says which, and it is tried again.</summary>
    Waiting,

    /// <summary>The checksums are computed.</summary>
    Verifying,

    /// <summary>The archive is unpacked.</summary>
    Unpacking,
}

/// <summary>How far fetching is.</summary>
/// <param name="File">The archive's file name.</param>
/// <param name="Stage">What is being done.</param>
/// <param name="Bytes">How many bytes of the archive are done.</param>
/// <param name="Total">Its size in bytes; null when the server does not tell.</param>
/// <param name="Note">More for people, such as the fault that is waited out; null when there is none.</param>
public sealed record FetchProgress(string File, FetchStage Stage, long Bytes, long? Total, string? Note = null);
