using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Writes a pack beside its place: a crash leaves the old pack as it was. The header is written last, so that half a pack is none.
/// </summary>
internal sealed class PackWriter : IDisposable
{
    private const int Alignment = 64;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private long _end = PackHeader.Size;
    private bool _committed;

    /// <summary>Creates the file, replacing what an interrupted run may have left.</summary>
    /// <param name="path">Where the pack goes.</param>
    /// <exception cref="MultiBoxException">It cannot be written, or another process is at it.</exception>
    public PackWriter(string path)
    {
        _path = path;
        _file = Guard(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return File.OpenHandle(TemporaryPath(path), FileMode.Create, FileAccess.Write, FileShare.None);
        });
        Began = FileStamp.Of(_file).Modified;
    }

    /// <summary>When the file was created, in UTC ticks of a file's time.</summary>
    public long Began { get; }

    /// <summary>The name under which a pack is written.</summary>
    /// <param name="path">The pack.</param>
    public static string TemporaryPath(string path) => path + ".writing";

    /// <summary>Appends a picture.</summary>
    /// <returns>Where it begins.</returns>
    public long Add(ReadOnlySpan<byte> bytes)
    {
        var offset = Align(_end);
        Write(bytes, offset);
        return offset;
    }

    /// <summary>The time of the last change so far, in UTC ticks of a file's time.</summary>
    public long LastWritten() => FileStamp.Of(_file).Modified;

    /// <summary>Appends the index, writes the header and brings everything to the disk.</summary>
    public PackHeader Finish(ReadOnlySpan<byte> index)
    {
        var offset = Align(_end);
        Write(index, offset);
        var header = new PackHeader(_end, offset, index.Length, XxHash128.HashToUInt128(index));
        Write(header.ToBytes(), 0);
        Guard(() => RandomAccess.FlushToDisk(_file));
        return header;
    }

    /// <summary>Puts the pack into its place.</summary>
    public void Commit()
    {
        _file.Dispose();
        Guard(() => File.Move(TemporaryPath(_path), _path, overwrite: true));
        _committed = true;
    }

    /// <summary>Closes the file, and removes it unless it is in its place.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (!_committed) File.Delete(TemporaryPath(_path));
    }

    private static long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;

    private void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(_file, bytes, offset);
            _end = Math.Max(_end, offset + bytes.Length);
        }
        catch (IOException e)
        {
            throw CannotBeWritten(e);
        }
    }

    private void Guard(Action write) => Guard(() =>
    {
        write();
        return true;
    });

    private T Guard<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotBeWritten(e);
        }
    }

    private MultiBoxException CannotBeWritten(Exception e) => new($"{_path}: cannot be written ({e.Message.TrimEnd('.')}).", e);
}
