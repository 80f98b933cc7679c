namespace MultiBox.Data;

/// <summary>What is wrong with an archive that was being unpacked. The user sees it as part of a fault of the source.</summary>
/// <param name="message">The fault, with the archive's path, without a full stop.</param>
/// <param name="damaged">The path of an archive that is damaged, so that another copy may be right; null for one that is refused for what it
/// holds.</param>
/// <param name="cause">The reader's own fault.</param>
internal sealed class ArchiveFault(string message, string? damaged = null, Exception? cause = null) : Exception(message, cause)
{
    public string? Damaged { get; } = damaged;
}
