using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Sums up what fetching will write, and refuses to begin where the disk has not that much room.</summary>
/// <param name="dataFolder">Where sources are unpacked.</param>
/// <param name="downloads">Where archives are downloaded to.</param>
/// <param name="free">The free bytes of a folder's disk; null when they are not known.</param>
internal sealed class RoomCheck(string dataFolder, string downloads, Func<string, long?> free)
{
    private long _download;
    private long _unpack;

    /// <summary>An archive's download is to come.</summary>
    public void AddDownload(long bytes) => _download += Math.Max(0, bytes);

    /// <summary>An archive's unpacking is to come.</summary>
    public void AddUnpacking(long bytes) => _unpack += Math.Max(0, bytes);

    /// <summary>Compares.</summary>
    /// <exception cref="MultiBoxException">There is too little room; both numbers and the folder are named.</exception>
    public void Require()
    {
        // Who links the downloads elsewhere has most likely another disk there.
        if (Directory.Exists(downloads) && new DirectoryInfo(downloads).LinkTarget is not null)
        {
            Require(downloads, _download, $"{Size(_download)} to download");
            Require(dataFolder, _unpack, $"{Size(_unpack)} to unpack");
        }
        else
        {
            Require(dataFolder, _download + _unpack, $"{Size(_download)} to download and {Size(_unpack)} to unpack");
        }
    }

    private void Require(string folder, long needed, string parts)
    {
        if (free(folder) is not { } room || room >= needed) return;
        throw new MultiBoxException(
            $"{folder}: not enough room on its disk. Expected {Size(needed)} ({parts}), found {Size(room)} free. "
            + "Make room, or name another folder for the data.");
    }

    private static string Size(long bytes) => bytes switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}
