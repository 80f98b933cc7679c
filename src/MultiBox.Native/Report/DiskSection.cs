namespace MultiBox.Native.Report;

/// <summary>The free disk space of the folders that the program writes to.</summary>
internal static class DiskSection
{
    private const string Section = "Disk";

    internal static IEnumerable<ReportLine> Lines(SystemReportOptions options) =>
        options.Folders.Select(folder => Line(folder.Name, folder.Path, options.LeastFreeDisk));

    private static ReportLine Line(string name, string path, long least)
    {
        try
        {
            var full = Path.GetFullPath(path);
            var free = new DriveInfo(Existing(full)).AvailableFreeSpace;
            var value = $"{SystemFile.Size(free)} free in {full}";
            return free >= least
                ? new ReportLine(Section, name, value)
                : new ReportLine(Section, name, value, ReportStatus.Warning, $"make room, or choose another folder: at least {SystemFile.Size(least)} are wanted.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new ReportLine(Section, name, $"{path}: {e.Message}", ReportStatus.Warning, "choose a folder that can be read.");
        }
    }

    // A folder that the program has yet to create lies on the disk of the nearest one above it.
    private static string Existing(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above) folder = above;
        return folder;
    }
}
