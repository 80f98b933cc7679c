namespace MultiBox.Native.Report;

/// <summary>The memory of the machine, or of the container where that has less.</summary>
internal static class MemorySection
{
    private const string Section = "Memory";

    internal static IEnumerable<ReportLine> Lines(SystemReportOptions options)
    {
        var (total, available) = Read(SystemFile.Lines("/proc/meminfo"), "/sys/fs/cgroup");
        yield return total >= options.LeastMemory
            ? new ReportLine(Section, "total", SystemFile.Size(total))
            : new ReportLine(Section, "total", SystemFile.Size(total), ReportStatus.Warning,
                $"training takes about {SystemFile.Size(options.LeastMemory)}: use a smaller batch, a smaller input size, or a larger machine.");
        yield return new ReportLine(Section, "available", SystemFile.Size(available));
    }

    /// <summary>The total and the available memory, bytes.</summary>
    /// <param name="info">The lines of <c>/proc/meminfo</c>; none on another system.</param>
    /// <param name="controlGroup">The folder of the container's limits; it need not exist.</param>
    internal static (long Total, long Available) Read(string[] info, string controlGroup)
    {
        var collector = GC.GetGCMemoryInfo();
        var total = Kilobytes(info, "MemTotal") ?? collector.TotalAvailableMemoryBytes;
        var available = Kilobytes(info, "MemAvailable") ?? Math.Max(0, total - collector.MemoryLoadBytes);
        // A container without a limit of its own says "max", which is no number.
        if (SystemFile.Number(SystemFile.Lines(Path.Combine(controlGroup, "memory.max")).FirstOrDefault()) is not { } limit || limit >= total)
            return (total, available);
        var used = SystemFile.Number(SystemFile.Lines(Path.Combine(controlGroup, "memory.current")).FirstOrDefault()) ?? 0;
        return (limit, Math.Min(available, Math.Max(0, limit - used)));
    }

    private static long? Kilobytes(string[] info, string key) => SystemFile.Number(SystemFile.Value(info, key, ':')) * 1024;
}
