using System.Globalization;
using System.IO.Hashing;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// A prepared split in one file: the records, and their pictures as a memory map, which the system shares between processes and
/// gives back when memory is short. The file must not change while it is open; replacing it by another of its name is fine. Safe for
/// several threads, but for <see cref="Dispose"/>.
/// </summary>
public sealed unsafe class DatasetPack : IEncodedPictures, IDisposable
{
    /// <summary>The extension of a pack's file.</summary>
    public const string Extension = ".pack";

    private readonly SafeFileHandle _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly PackedPicture[] _pictures;
    private byte* _start;

    private DatasetPack(string path, SafeFileHandle file, IReadOnlyDictionary<string, string>? roots)
    {
        (Path, _file, Length) = (path, file, RandomAccess.GetLength(file));
        var header = PackHeader.Parse(ReadStart(file), Length, path);
        _map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        try
        {
            var index = new ReadOnlySpan<byte>(_start + header.IndexOffset, (int)header.IndexLength);
            IndexChecksum = XxHash128.HashToUInt128(index);
            if (IndexChecksum != header.IndexChecksum) throw PackFault.Damaged(path, "its index's checksum does not fit");
            Index = PackIndexReader.Read(index, header, path, roots);
        }
        catch
        {
            Dispose();
            throw;
        }

        _pictures = [.. Index.Pictures];
    }

    /// <summary>The pack's absolute path.</summary>
    public string Path { get; }

    /// <summary>The file's length in bytes.</summary>
    public long Length { get; }

    /// <summary>The split's name, e.g. <c>train</c>.</summary>
    public string Name => Index.Name;

    /// <summary>The classes in the order of their labels, from 1.</summary>
    public IReadOnlyList<string> ClassNames => Index.Classes;

    /// <summary>How the pictures are stored.</summary>
    public PackOptions Options => Index.Options;

    /// <summary>The split's images. Their sizes and boxes are those of the original pictures.</summary>
    public IReadOnlyList<ImageRecord> Records => Index.Records;

    /// <summary>What the pack holds beside the pictures' bytes.</summary>
    internal PackIndex Index { get; }

    /// <summary>The checksum of the index, by which a summary names the pack.</summary>
    internal UInt128 IndexChecksum { get; }

    /// <summary>Opens a pack, making sure that it is whole; each picture's bytes are checked when they are read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="roots">Where sources lie now, by name, for those that moved; null when none did.</param>
    /// <exception cref="MultiBoxException">There is none, or it is damaged, of another version or no pack.</exception>
    public static DatasetPack Open(string path, IReadOnlyDictionary<string, string>? roots = null)
    {
        path = System.IO.Path.GetFullPath(path);
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return new DatasetPack(path, file, roots);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MultiBoxException($"{path}: no such file. Prepare the data set first.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new MultiBoxException($"{path}: cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>The bytes of one picture, where they lie: the buffer is not used. They end with the pack.</summary>
    /// <param name="index">The index of its record.</param>
    /// <param name="buffer">Not used.</param>
    /// <exception cref="InvalidDataException">They are damaged; the message names the pack and the picture.</exception>
    public ReadOnlySpan<byte> Read(int index, ref byte[] buffer)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        ref readonly var picture = ref _pictures[index];
        var bytes = new ReadOnlySpan<byte>(_start + picture.Offset, picture.Length);
        return XxHash3.HashToUInt64(bytes) == picture.Checksum ? bytes : throw new InvalidDataException(Damage(index));
    }

    /// <inheritdoc/>
    public (int Width, int Height)? StoredSize(int index)
    {
        var (picture, record) = (_pictures[index], Records[index]);
        return (picture.Width, picture.Height) == (record.Width, record.Height) ? null : (picture.Width, picture.Height);
    }

    /// <summary>The SHA-256 of a picture's original bytes, lower-case hexadecimal.</summary>
    /// <param name="index">The index of its record.</param>
    public string ContentHash(int index) => _pictures[index].Content.ToString();

    /// <summary>The <see cref="MultiBox.Data.DifferenceHash"/> of a picture.</summary>
    /// <param name="index">The index of its record.</param>
    public ulong DifferenceHash(int index) => _pictures[index].DifferenceHash;

    /// <summary>Unmaps the pack; bytes that <see cref="Read"/> returned must not be used any more.</summary>
    public void Dispose()
    {
        if (_start is not null) _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _start = null;
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
    }

    /// <summary>
    /// Copies a picture's bytes by reading the file: what is read through the map counts as this process's memory, which a copy of a
    /// whole pack should not need.
    /// </summary>
    /// <param name="index">The index of its record.</param>
    /// <param name="target">Where they go, as long as they are.</param>
    /// <returns>False when they are damaged.</returns>
    internal bool TryCopy(int index, Span<byte> target)
    {
        var picture = _pictures[index];
        try
        {
            for (var done = 0; done < target.Length;)
            {
                var read = RandomAccess.Read(_file, target[done..], picture.Offset + done);
                if (read == 0) return false;
                done += read;
            }

            return XxHash3.HashToUInt64(target) == picture.Checksum;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string Damage(int index)
    {
        var record = Records[index];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Path}: damaged (the checksum of picture {index} does not fit: '{record.Id}' of {record.Source}, from {record.Picture}). {PackFault.Remedy}");
    }

    private static byte[] ReadStart(SafeFileHandle file)
    {
        var start = new byte[PackHeader.Size];
        return start[..RandomAccess.Read(file, start, 0)];
    }
}
