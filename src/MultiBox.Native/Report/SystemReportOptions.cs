namespace MultiBox.Native.Report;

/// <summary>What a system report looks at beyond the machine itself.</summary>
public sealed record SystemReportOptions
{
    /// <summary>The folders whose free disk space is reported, by what they are for; they need not exist.</summary>
    /// <value>Name and path, such as <c>("artifacts", "artifacts/")</c>. None by default.</value>
    public IReadOnlyList<(string Name, string Path)> Folders { get; init; } = [];

    /// <summary>Below this free disk space there is a warning.</summary>
    /// <value>Bytes; 2 GiB by default.</value>
    public long LeastFreeDisk { get; init; } = 2L << 30;

    /// <summary>Below this memory, in the machine or the container, there is a warning.</summary>
    /// <value>Bytes; 4 GB by default, which a machine sold as 4 GB does not quite reach; hence 3.5 GiB.</value>
    public long LeastMemory { get; init; } = 7L << 29;
}
