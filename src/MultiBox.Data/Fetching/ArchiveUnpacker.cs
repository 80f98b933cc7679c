using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Unpacks archives that somebody else made. An entry that would land outside the folder (an absolute path, "..", a link that
/// leaves), a device or pipe, and more bytes than allowed refuse the whole archive. Links to files within it become copies.
/// </summary>
public static class ArchiveUnpacker
{
    private const int LongestChain = 40;
    private const long ReportEvery = 4 << 20;

    /// <summary>Unpacks one archive over what the folder holds.</summary>
    /// <param name="path">The archive: tar (plain, gzip, bzip2, xz) or zip.</param>
    /// <param name="target">The folder; created when absent. It is the caller's to remove when this fails.</param>
    /// <param name="archive">Which folder of the archive to take, and how many bytes at most.</param>
    /// <param name="progress">Told how far it is, in bytes of the archive.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MultiBoxException">The archive is damaged, hostile, or lacks the folder; or the disk is full.</exception>
    public static void Unpack(
        string path, string target, ArchiveSpec archive, IProgress<FetchProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        var run = new Run(path, Path.GetFullPath(target), archive, progress, cancellationToken);
        try
        {
            run.Unpack();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new MultiBoxException($"{path}: the archive cannot be read ({e.Message.TrimEnd('.')}). Remove it to fetch it again.", e);
        }
    }

    // What the readers throw for damaged input; faults in writing are turned into MultiBoxException where they happen.
    private static bool IsDamage(Exception e) =>
        e is IOException or InvalidDataException or FormatException or NotSupportedException or ArgumentException or OverflowException
            or IndexOutOfRangeException or SharpCompress.Common.SharpCompressException;

    private sealed class Run(
        string path, string target, ArchiveSpec archive, IProgress<FetchProgress>? progress, CancellationToken cancellationToken)
    {
        private readonly string _prefix = archive.Folder is { } folder ? folder.Trim('/') + "/" : "";
        private readonly HashSet<string> _files = new(StringComparer.Ordinal);
        private readonly Dictionary<string, (string Name, string Target)> _links = new(StringComparer.Ordinal);
        private readonly SortedSet<string> _tops = new(StringComparer.Ordinal);
        private readonly byte[] _buffer = new byte[128 << 10];
        private long _written;
        private long _reported;

        public void Unpack()
        {
            using var file = File.OpenRead(path);
            Directory.CreateDirectory(target);
            progress?.Report(new FetchProgress(archive.FileName, FetchStage.Unpacking, 0, file.Length));
            foreach (var entry in ArchiveReader.Read(file))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Take(entry);
                if (file.Position - _reported < ReportEvery) continue;
                _reported = file.Position;
                progress?.Report(new FetchProgress(archive.FileName, FetchStage.Unpacking, _reported, file.Length));
            }

            foreach (var link in _links.Keys.Where(link => Place(link) is not null)) CopyLink(link);
            progress?.Report(new FetchProgress(archive.FileName, FetchStage.Unpacking, file.Length, file.Length));
            if (_files.Count == 0 && _links.Count == 0 && _prefix.Length > 0)
            {
                var tops = _tops.Count == 0 ? "nothing" : string.Join(", ", _tops.Take(10));
                throw new MultiBoxException($"{path}: holds no folder '{archive.Folder}'.\n  Found at its top: {tops}.");
            }
        }

        private void Take(ArchiveEntry entry)
        {
            var name = Normalize(entry.Name, entry.Name);
            if (name.Length == 0) return;
            _tops.Add(name.Split('/')[0]);
            switch (entry.Kind)
            {
                case ArchiveEntryKind.File:
                    if (Place(name) is { } place) Write(entry.Content!, place, name);
                    break;
                case ArchiveEntryKind.Folder:
                    if (Place(name) is { } folder) Writing(folder, () => Directory.CreateDirectory(folder));
                    break;
                case ArchiveEntryKind.SymbolicLink:
                    var parent = name.Contains('/', StringComparison.Ordinal) ? name[..(name.LastIndexOf('/') + 1)] : "";
                    _links[name] = (entry.Name, NormalizeLink(entry.Name, entry.LinkTarget!, parent));
                    break;
                case ArchiveEntryKind.HardLink:
                    _links[name] = (entry.Name, NormalizeLink(entry.Name, entry.LinkTarget!, ""));
                    break;
                default:
                    throw Hostile(entry.Name, "is a device or another special file");
            }
        }

        /// <summary>Where an entry goes; null for one outside the folder that is taken.</summary>
        private string? Place(string name) =>
            name.StartsWith(_prefix, StringComparison.Ordinal) && name.Length > _prefix.Length ? Path.Combine(target, name[_prefix.Length..]) : null;

        private void Write(Stream content, string place, string name)
        {
            Writing(place, () => Directory.CreateDirectory(Path.GetDirectoryName(place)!));
            using var output = Writing(place, () => new FileStream(place, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0));
            while (content.Read(_buffer) is var read and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Count(read);
                Writing(place, () => output.Write(_buffer, 0, read));
            }

            _files.Add(name);
        }

        private void CopyLink(string link)
        {
            var (name, source) = _links[link];
            for (var i = 0; i < LongestChain && _links.TryGetValue(source, out var next); i++) source = next.Target;
            if (!_files.Contains(source))
            {
                throw new MultiBoxException($"{path}: the link '{name}' points to '{source}', which is no file that is unpacked. The archive was refused.");
            }

            var from = Place(source)!;
            var to = Place(link)!;
            Count(new FileInfo(from).Length);
            Writing(to, () =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(from, to, overwrite: true);
            });
        }

        private void Count(long bytes)
        {
            _written += bytes;
            if (_written <= archive.MaxUnpackedBytes) return;
            throw new MultiBoxException(string.Create(
                CultureInfo.InvariantCulture, $"{path}: unpacks to more than the {archive.MaxUnpackedBytes} bytes allowed. The archive was refused."));
        }

        /// <summary>An entry's name with '/' between its parts and nothing that leads elsewhere.</summary>
        private string Normalize(string name, string entry)
        {
            var plain = name.Replace('\\', '/');
            if (plain.StartsWith('/')) throw Hostile(entry, "has an absolute path");
            var parts = plain.Split('/').Where(part => part is not ("" or ".")).ToList();
            if (parts.Contains("..")) throw Hostile(entry, "leaves its folder by '..'");

            // Drives and alternate streams on Windows, and names that no file system takes.
            if (parts.Exists(part => part.Contains(':', StringComparison.Ordinal) || part.Contains('\0', StringComparison.Ordinal)))
            {
                throw Hostile(entry, "holds ':' or a zero character");
            }

            return string.Join('/', parts);
        }

        private string NormalizeLink(string entry, string link, string parent)
        {
            var plain = link.Replace('\\', '/');
            if (plain.StartsWith('/')) throw Hostile(entry, $"is a link to the absolute path '{link}'");
            var parts = new List<string>();
            foreach (var part in (parent + plain).Split('/').Where(part => part is not ("" or ".")))
            {
                if (part != "..") parts.Add(part);
                else if (parts.Count == 0) throw Hostile(entry, $"is a link that leaves the archive, to '{link}'");
                else parts.RemoveAt(parts.Count - 1);
            }

            return string.Join('/', parts);
        }

        private MultiBoxException Hostile(string entry, string why) =>
            new($"{path}: the entry '{entry}' {why}. The archive was refused.");

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
                throw new MultiBoxException($"{place}: cannot be written ({e.Message.TrimEnd('.')}).", e);
            }
        }
    }
}
