using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Makes sure before the work that its result fits on the disk.</summary>
internal static class DiskSpace
{
    /// <summary>How many bytes are free for this user where a folder is, or will be; null where the system does not say.</summary>
    /// <param name="folder">The folder's absolute path.</param>
    public static long? Free(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent) existing = parent;
        try
        {
            return new DriveInfo(existing).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Shares and unusual file systems; a full disk is then noticed when it is full.
            return null;
        }
    }

    /// <summary>Refuses work that would fill the disk.</summary>
    /// <param name="folder">Where the result goes.</param>
    /// <param name="needed">Its length in bytes, roughly.</param>
    /// <param name="free">What is free.</param>
    /// <exception cref="MultiBoxException">Less is free than needed.</exception>
    public static void Require(string folder, long needed, long? free)
    {
        if (free is not { } bytes || bytes >= needed) return;
        throw new MultiBoxException(string.Create(
            CultureInfo.InvariantCulture,
            $"{folder}: the packs need {Gigabytes(needed)}, and {Gigabytes(bytes)} are free. Free some space, name another folder with --artifacts, or set dataset.pack.longest_side to store smaller pictures."));
    }

    private static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:f2} GB");
}
