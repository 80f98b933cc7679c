using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>Reads what <see cref="PackIndexWriter"/> wrote.</summary>
internal static class PackIndexReader
{
    /// <summary>Reads an index.</summary>
    /// <param name="bytes">The index.</param>
    /// <param name="header">The pack's header.</param>
    /// <param name="path">The pack, for messages.</param>
    /// <param name="roots">Where sources lie now, by name, for those that moved.</param>
    /// <exception cref="Abstractions.MultiBoxException">It is not consistent.</exception>
    public static PackIndex Read(ReadOnlySpan<byte> bytes, PackHeader header, string path, IReadOnlyDictionary<string, string>? roots)
    {
        var columns = new ColumnReader(bytes, path);
        var settings = columns.Numbers<int>("the settings", 4);
        if (settings.Any(value => value < 0)) throw columns.Inconsistent("the settings");
        var names = columns.Texts("the names", 2);

        var sources = ReadSources(ref columns, roots);
        var classes = columns.Texts("the classes");
        var files = ReadFiles(ref columns, sources);
        var (records, objectEnds) = ReadImages(ref columns, sources, files);
        var pictures = ReadPictures(ref columns, records.Length, header);
        var objects = ReadObjects(ref columns, classes.Length);
        ReadPieces(ref columns, records);
        for (var (i, start) = (0, 0); i < records.Length; start = objectEnds[i++])
        {
            if (objectEnds[i] < start || objectEnds[i] > objects.Length) throw columns.Inconsistent("the images' objects");
            records[i] = records[i] with { Objects = objects[start..objectEnds[i]] };
        }

        return new PackIndex
        {
            Name = names[0],
            Fingerprint = names[1],
            Listed = settings[0],
            WithoutObjects = settings[1],
            Options = new PackOptions { LongestSide = settings[2] == 0 ? null : settings[2], Quality = settings[3] },
            Classes = classes,
            Sources = sources,
            Records = records,
            Pictures = pictures,
            Files = files,
            Report = new BadDataReport(ReadFaults(ref columns, sources)),
        };
    }

    private static PackedSource[] ReadSources(ref ColumnReader columns, IReadOnlyDictionary<string, string>? moved)
    {
        var names = columns.Texts("the sources' names");
        var formats = columns.Texts("the sources' formats", names.Length);
        var roots = columns.Texts("the sources' roots", names.Length);
        if (roots.Any(root => root.Length == 0 || root.Contains('\0'))) throw columns.Inconsistent("the sources' roots");
        return [.. names.Select((name, i) => new PackedSource(name, formats[i], Path.GetFullPath(moved?.GetValueOrDefault(name) ?? roots[i])))];
    }

    private static string[] ReadPaths(ref ColumnReader columns, string name, PackedSource[] sources)
    {
        var places = columns.Indices(name, sources.Length, lowest: -1);
        var paths = columns.Texts(name, places.Length);
        if (paths.Any(path => path.Contains('\0'))) throw columns.Inconsistent(name);
        var roots = Array.ConvertAll(sources, source => source.Root);
        return [.. places.Zip(paths, (source, path) => new SourcePath(source, path).In(roots))];
    }

    private static PackedFile[] ReadFiles(ref ColumnReader columns, PackedSource[] sources)
    {
        var paths = ReadPaths(ref columns, "the files' paths", sources);
        var kinds = columns.Numbers<byte>("the files' kinds", paths.Length);
        var sizes = columns.Numbers<long>("the files' sizes", paths.Length);
        var times = columns.Numbers<long>("the files' times", paths.Length);
        var contents = columns.Numbers<Sha256Sum>("the files' contents", paths.Length);
        if (kinds.Any(kind => kind > (byte)StampKind.Folder)) throw columns.Inconsistent("the files' kinds");
        return [.. paths.Select((path, i) => new PackedFile(path, new FileStamp((StampKind)kinds[i], sizes[i], times[i]), contents[i]))];
    }

    private static (ImageRecord[] Records, int[] ObjectEnds) ReadImages(ref ColumnReader columns, PackedSource[] sources, PackedFile[] files)
    {
        var ids = columns.Texts("the images' names");
        var from = columns.Indices("the images' sources", sources.Length, ids.Length);
        var widths = columns.Indices("the images' widths", int.MaxValue, ids.Length, lowest: 1);
        var heights = columns.Indices("the images' heights", int.MaxValue, ids.Length, lowest: 1);
        var pictures = columns.Indices("the images' files", files.Length, ids.Length);
        var offsets = columns.Numbers<long>("the images' places", ids.Length);
        var lengths = columns.Numbers<long>("the images' places", ids.Length);
        var annotations = columns.Indices("the images' annotations", files.Length, ids.Length);
        var objectEnds = columns.Numbers<int>("the images' objects", ids.Length);
        if (offsets.Any(offset => offset < 0) || lengths.Any(length => length < -1)) throw columns.Inconsistent("the images' places");
        var records = ids.Select((id, i) => new ImageRecord(
            id, sources[from[i]].Name, new PictureLocation(files[pictures[i]].Path, offsets[i], lengths[i] < 0 ? null : lengths[i]),
            files[annotations[i]].Path, widths[i], heights[i], []));
        return ([.. records], objectEnds);
    }

    private static PackedPicture[] ReadPictures(ref ColumnReader columns, int count, PackHeader header)
    {
        var offsets = columns.Numbers<long>("the pictures' offsets", count);
        var lengths = columns.Indices("the pictures' lengths", int.MaxValue, count);
        var checksums = columns.Numbers<ulong>("the pictures' checksums", count);
        var widths = columns.Indices("the pictures' widths", int.MaxValue, count, lowest: 1);
        var heights = columns.Indices("the pictures' heights", int.MaxValue, count, lowest: 1);
        var hashes = columns.Numbers<ulong>("the pictures' difference hashes", count);
        var contents = columns.Numbers<Sha256Sum>("the pictures' contents", count);
        for (var i = 0; i < count; i++)
        {
            if (offsets[i] < PackHeader.Size || offsets[i] > header.IndexOffset || lengths[i] > header.IndexOffset - offsets[i])
            {
                throw columns.Inconsistent("the pictures' offsets");
            }
        }

        return [.. offsets.Select((offset, i) => new PackedPicture(offset, lengths[i], checksums[i], widths[i], heights[i], hashes[i], contents[i]))];
    }

    private static AnnotatedObject[] ReadObjects(ref ColumnReader columns, int classCount)
    {
        var labels = columns.Indices("the objects' labels", classCount + 1, lowest: 1);
        var boxes = columns.Numbers<Box>("the objects' boxes", labels.Length);
        var flags = columns.Numbers<byte>("the objects' flags", labels.Length);
        var areas = columns.Numbers<double>("the objects' areas", labels.Length);
        return [.. labels.Select((label, i) => new AnnotatedObject(
            label, boxes[i], Has(flags[i], PackIndexWriter.Difficult), Has(flags[i], PackIndexWriter.Truncated), Has(flags[i], PackIndexWriter.Crowd),
            double.IsNaN(areas[i]) ? null : areas[i]))];
    }

    private static void ReadPieces(ref ColumnReader columns, ImageRecord[] records)
    {
        const string name = "the pictures' pieces";
        var images = columns.Indices(name, records.Length);
        var offsets = columns.Numbers<long>(name, images.Length);
        var lengths = columns.Indices(name, int.MaxValue, images.Length);
        if (offsets.Any(offset => offset < 0)) throw columns.Inconsistent(name);
        foreach (var pieces in images.Index().GroupBy(piece => piece.Item))
        {
            List<FileRange> parts = [.. pieces.Select(piece => new FileRange(offsets[piece.Index], lengths[piece.Index]))];
            var record = records[pieces.Key];
            if (parts.Sum(part => (long)part.Length) != record.Picture.Length) throw columns.Inconsistent(name);
            records[pieces.Key] = record with { Picture = record.Picture with { Parts = parts } };
        }
    }

    private static BadDataEntry[] ReadFaults(ref ColumnReader columns, PackedSource[] sources)
    {
        var files = ReadPaths(ref columns, "the faults' files", sources);
        var lines = columns.Numbers<int>("the faults' lines", files.Length);
        var what = columns.Texts("the faults' texts", files.Length);
        var expected = columns.Texts("the faults' texts", files.Length);
        var found = columns.Texts("the faults' texts", files.Length);
        var actions = columns.Numbers<byte>("the faults' actions", files.Length);
        if (actions.Any(action => !Enum.IsDefined((BadDataAction)action))) throw columns.Inconsistent("the faults' actions");
        return [.. files.Select((file, i) => new BadDataEntry(file, lines[i], what[i], expected[i], found[i], (BadDataAction)actions[i]))];
    }

    private static bool Has(byte flags, byte flag) => (flags & flag) != 0;
}
