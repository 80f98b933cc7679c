using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Finds what keeps sources from being fetched before anything is begun.</summary>
/// <param name="fetcher">Knows which archives are here, and how large the others are.</param>
/// <param name="dataFolder">The data folder, absolute.</param>
/// <param name="downloads">The folder of downloaded archives.</param>
internal sealed class FetchPrecheck(ArchiveFetcher fetcher, string dataFolder, string downloads)
{
    /// <summary>Why a source cannot be fetched; null when it may be.</summary>
    public string? FindFault(MissingSource missing)
    {
        var source = missing.Source;
        if (!missing.CanBeFetched)
        {
            return source.Root is null
                ? "no archive is known for it. List its 'archives', or put it into the data folder."
                : $"its root {source.Root} is not in format '{source.Format.Name}', and a source with a root of its own is never fetched.";
        }

        var place = Path.Combine(dataFolder, source.Name);

        // An empty folder may go; anything in it is the user's.
        if (Path.Exists(place) && !(Directory.Exists(place) && !Directory.EnumerateFileSystemEntries(place).Any()))
        {
            var lacks = string.Join(", ", source.Format.MissingParts(place));
            return $"{place} exists, but is not in format '{source.Format.Name}'{(lacks.Length > 0 ? $" (lacks {lacks})" : "")}. Move it away, and run again.";
        }

        var absent = fetcher.Options.Offline ? source.Archives.Where(archive => fetcher.FindLocal(archive, downloads, dataFolder) is null).ToList() : [];
        return absent.Count == 0
            ? null
            : "offline, nothing is downloaded. Put these files there, and run again:" + string.Concat(absent.Select(archive => "\n  " + Wanted(archive)));
    }

    /// <summary>Sums up what sources will write, and compares it with the room there is.</summary>
    /// <exception cref="MultiBoxException">There is too little.</exception>
    public async Task RequireRoomAsync(IReadOnlyList<SourceSpec> sources, Func<string, long?> freeSpace, CancellationToken cancellationToken)
    {
        var room = new RoomCheck(dataFolder, downloads, freeSpace);
        var unpacker = new SourceUnpacker(dataFolder, downloads);
        var counted = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in sources)
        {
            var sizes = 0L;
            foreach (var archive in source.Archives)
            {
                var local = fetcher.FindLocal(archive, downloads, dataFolder);
                var size = local is not null ? new FileInfo(local).Length : await fetcher.FindSizeAsync(archive, cancellationToken) ?? 0;
                sizes += size;
                if (local is not null || !counted.Add(archive.FileName)) continue;
                room.AddDownload(size - new PartialFile(Path.Combine(downloads, archive.FileName)).Length);
            }

            // Pictures do not shrink in an archive, so that unpacked they take about as much as packed.
            room.AddUnpacking(sizes - unpacker.UnpackedBytes(source, [.. source.Archives.Select(archive => Path.Combine(downloads, archive.FileName))]));
        }

        room.Require();
    }

    /// <summary>Where a file goes that is put there by hand, with what is known of it and where it comes from.</summary>
    public string Wanted(ArchiveSpec archive)
    {
        var known = string.Join("; ", new[] { ArchiveCheck.Describe(archive), $"from {archive.Urls[0]}" }.Where(text => text.Length > 0));
        return $"{Path.Combine(downloads, archive.FileName)} ({known})";
    }
}
