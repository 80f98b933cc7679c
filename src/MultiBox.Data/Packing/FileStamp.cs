using Microsoft.Win32.SafeHandles;

namespace MultiBox.Data;

/// <summary>What a path leads to.</summary>
internal enum StampKind : byte
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,
}

/// <summary>How a file or folder looks from outside: as long as that stays the same, it is taken to hold what it held.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Size">A file's size in bytes; else 0.</param>
/// <param name="Modified">Its time of change in UTC ticks, a folder's being that of its list of names; 0 when it is missing.</param>
internal readonly record struct FileStamp(StampKind Kind, long Size, long Modified)
{
    // No file has this time, so nothing fits the stamp.
    private const long Unsettled = -1;

    /// <summary>Looks at a path. Links are followed, as data sets are often made of them. What nobody may look at is missing.</summary>
    public static FileStamp Of(string path)
    {
        try
        {
            FileSystemInfo file = new FileInfo(path);
            if (Exists(file) && file.Attributes.HasFlag(FileAttributes.ReparsePoint) && file.LinkTarget is not null) file = file.ResolveLinkTarget(returnFinalTarget: true)!;
            if (!Exists(file)) return default;
            return file.Attributes.HasFlag(FileAttributes.Directory)
                ? new FileStamp(StampKind.Folder, 0, file.LastWriteTimeUtc.Ticks)
                : new FileStamp(StampKind.File, ((FileInfo)file).Length, file.LastWriteTimeUtc.Ticks);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>Looks at a file that is open.</summary>
    public static FileStamp Of(SafeFileHandle file) => new(StampKind.File, RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file).Ticks);

    /// <summary>
    /// The stamp, or one that nothing fits when the file changed while it was worked with: what was read of it may be older.
    /// </summary>
    /// <param name="began">When the work began, in UTC ticks of a file's time.</param>
    /// <param name="ended">When it ended.</param>
    public FileStamp Settle(long began, long ended) => Modified > began && Modified <= ended ? this with { Modified = Unsettled } : this;

    // Unlike Exists, true for folders and files alike.
    private static bool Exists(FileSystemInfo file) => (int)file.Attributes != -1;
}
