using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Unpacks archives that somebody else made. An entry that would land outside the folder (an absolute path, "..", a link that
/// leaves), a device or pipe, and more bytes or entries than allowed refuse the whole archive. Links to files within it become copies.
/// A file has its name only when it is whole.
/// </summary>
/// <param name="path">The archive: tar (plain, gzip, bzip2, xz) or zip.</param>
/// <param name="target">The folder; created when absent. What it holds is unpacked over.</param>
/// <param name="archive">Which folder of the archive to take, and how much at most.</param>
internal sealed class ArchiveUnpacker(string path, string target, ArchiveSpec archive)
{
    private const int LongestChain = 40;

    private readonly string _target = Path.GetFullPath(target);
    private readonly string _prefix = archive.Folder is { } folder ? folder.Trim('/') + "/" : "";
    private readonly EntryNames _names = new();
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Name, string Target)> _links = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _tops = new(StringComparer.Ordinal);
    private readonly byte[] _buffer = new byte[128 << 10];
    private long _written;
    private string? _made;

    /// <summary>What was unpacked earlier and need not be again; null to unpack everything.</summary>
    public UnpackJournal? Journal { get; init; }

    /// <summary>The archive's number in the journal.</summary>
    public int Number { get; init; }

    /// <summary>Told how far it is, in bytes of the archive.</summary>
    public ProgressMeter? Meter { get; init; }

    /// <summary>Unpacks.</summary>
    /// <param name="cancellationToken">Stops it; what is unpacked stays.</param>
    /// <exception cref="ArchiveFault">The archive is damaged or hostile, or lacks the folder.</exception>
    /// <exception cref="MultiBoxException">A file cannot be written, e.g. as the disk is full.</exception>
    public void Unpack(CancellationToken cancellationToken)
    {
        try
        {
            UnpackEntries(cancellationToken);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new ArchiveFault($"{path}: the archive cannot be read ({e.Message.TrimEnd('.')})", damaged: path, e);
        }

        foreach (var link in _links.Keys.Where(link => Place(link) is not null)) CopyLink(link);
        if (_files.Count > 0 || _links.Count > 0 || _prefix.Length == 0) return;
        var tops = _tops.Count == 0 ? "nothing" : string.Join(", ", _tops.Take(10));
        throw new ArchiveFault($"{path}: holds no folder '{archive.Folder}'.\n  Found at its top: {tops}");
    }

    // What the readers throw for damaged input; faults in writing are turned into MultiBoxException where they happen.
    private static bool IsDamage(Exception e) =>
        e is IOException or InvalidDataException or FormatException or NotSupportedException or ArgumentException or OverflowException
            or IndexOutOfRangeException or SharpCompress.Common.SharpCompressException;

    private void UnpackEntries(CancellationToken cancellationToken)
    {
        using var file = File.OpenRead(path);
        var length = file.Length;
        Writing(_target, () => Directory.CreateDirectory(_target));
        Meter?.Begin(FetchStage.Unpacking, 0, length);
        var number = 0;
        foreach (var entry in ArchiveReader.Read(file))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (number == archive.MaxEntries)
            {
                throw Refused(string.Create(CultureInfo.InvariantCulture, $"holds more than the {archive.MaxEntries} entries allowed"));
            }

            try
            {
                Take(entry, number++, cancellationToken);
            }
            catch (HostileEntry hostile)
            {
                throw Refused($"the entry '{EntryNames.Short(entry.Name)}' {hostile.Message}");
            }

            Meter?.Advance(file.Position);
        }

        Meter?.End(length);
    }

    private void Take(ArchiveEntry entry, int number, CancellationToken cancellationToken)
    {
        var name = EntryNames.Normalize(entry.Name);
        if (name.Length == 0) return;
        if (_tops.Count < 10) _tops.Add(name.Split('/')[0]);
        switch (entry.Kind)
        {
            case ArchiveEntryKind.File:
                if (Place(name) is not { } place) break;
                _names.Add(name, isFile: true);
                Write(entry, number, place, name, cancellationToken);
                break;
            case ArchiveEntryKind.Folder:
                if (Place(name) is not { } folder) break;
                _names.Add(name, isFile: false);
                Writing(folder, () => Directory.CreateDirectory(folder));
                break;
            case ArchiveEntryKind.SymbolicLink:
                var parent = name.Contains('/', StringComparison.Ordinal) ? name[..(name.LastIndexOf('/') + 1)] : "";
                AddLink(entry, name, EntryNames.NormalizeLink(entry.LinkTarget!, parent));
                break;
            case ArchiveEntryKind.HardLink:
                AddLink(entry, name, EntryNames.NormalizeLink(entry.LinkTarget!, ""));
                break;
            default:
                throw new HostileEntry("is a device or another special file");
        }
    }

    private void AddLink(ArchiveEntry entry, string name, string linkTarget)
    {
        if (Place(name) is not null) _names.Add(name, isFile: true);
        _links[name] = (entry.Name, linkTarget);
    }

    /// <summary>Where an entry goes; null for one outside the folder that is taken.</summary>
    private string? Place(string name) =>
        name.StartsWith(_prefix, StringComparison.Ordinal) && name.Length > _prefix.Length ? Path.Combine(_target, name[_prefix.Length..]) : null;

    private void Write(ArchiveEntry entry, int number, string place, string name, CancellationToken cancellationToken)
    {
        // A file takes the place of a link of the same name that came before it.
        _links.Remove(name);
        _files.Add(name);
        if (Journal?.IsDone(Number, number, name, place) == true)
        {
            Count(entry.Length);
            return;
        }

        var length = WriteTemporary(entry, cancellationToken);
        GiveName(place);
        Writing(place, () => Journal?.Add(Number, number, name, length));
    }

    private string Temporary => _target + ".part";

    private long WriteTemporary(ArchiveEntry entry, CancellationToken cancellationToken)
    {
        using var content = entry.Open!();
        using var output = Writing(Temporary, () => new FileStream(Temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0));
        var (length, crc) = (0L, 0u);
        while (content.Read(_buffer) is var read and > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Count(read);
            length += read;
            if (entry.Crc is not null && !archive.HasChecksum) crc = Crc32.Append(crc, _buffer.AsSpan(0, read));
            Writing(Temporary, () => output.Write(_buffer, 0, read));
        }

        if (length != entry.Length)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"the entry '{EntryNames.Short(entry.Name)}' has {length} bytes, expected {entry.Length}"));
        }

        // The checksum of the whole archive covers its entries.
        if (entry.Crc is { } expected && !archive.HasChecksum && crc != expected)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"the entry '{EntryNames.Short(entry.Name)}' has CRC {crc:x8}, expected {expected:x8}"));
        }

        return length;
    }

    private void CopyLink(string link)
    {
        var (name, source) = _links[link];
        for (var i = 0; i < LongestChain && _links.TryGetValue(source, out var next); i++) source = next.Target;
        if (!_files.Contains(source)) throw Refused($"the link '{name}' points to '{source}', which is no file that is unpacked");
        var from = Place(source)!;
        Count(new FileInfo(from).Length);
        Writing(from, () => File.Copy(from, Temporary, overwrite: true));
        GiveName(Place(link)!);
    }

    private void GiveName(string place) => Writing(place, () =>
    {
        // Most files follow one of the same folder.
        var folder = Path.GetDirectoryName(place)!;
        if (folder != _made) Directory.CreateDirectory(folder);
        _made = folder;
        File.Move(Temporary, place, overwrite: true);
    });

    private void Count(long bytes)
    {
        _written += bytes;
        if (_written > archive.MaxUnpackedBytes)
        {
            throw Refused(string.Create(CultureInfo.InvariantCulture, $"unpacks to more than the {archive.MaxUnpackedBytes} bytes allowed"));
        }
    }

    private ArchiveFault Refused(string why) => new($"{path}: {why}. The archive was refused");

    private static void Writing(string place, Action write) => Writing(place, () =>
    {
        write();
        return true;
    });

    private static T Writing<T>(string place, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiBoxException($"{place}: cannot be written ({e.Message.TrimEnd('.')}). Run again to go on: what is unpacked is kept.", e);
        }
    }
}
