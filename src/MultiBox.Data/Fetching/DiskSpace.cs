namespace MultiBox.Data;

/// <summary>How much room disks have.</summary>
internal static class DiskSpace
{
    /// <summary>The bytes that this user may still write below a folder, which need not exist yet; null when the system does not tell.</summary>
    public static long? Free(string folder)
    {
        try
        {
            // A folder that is yet to be made lies on the disk of the nearest one above it.
            var existing = Path.GetFullPath(folder);
            while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } above) existing = above;
            return new DriveInfo(existing).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
