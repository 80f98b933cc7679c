namespace MultiBox.Data;

/// <summary>
/// Writes an index. Its columns, in order: counts and settings (i32), three texts; a row a source: name, format, root; a row a
/// class: its name; a row a file: source, path, kind, size, time, SHA-256; a row an image: name, source, width, height, picture file,
/// offset and length in it, annotation file, end of its objects, and the picture's offset, length, checksum, stored width and height,
/// difference hash and SHA-256; a row an object: label, box, flags, area (not a number where none is stated); a row a piece of a picture
/// that its source keeps in several: image, offset, length; a row a fault: source, path, line, what, expected, found, action.
/// </summary>
internal static class PackIndexWriter
{
    /// <summary>The flags of an object.</summary>
    public const byte Difficult = 1, Truncated = 2, Crowd = 4;

    /// <summary>The bytes of an index.</summary>
    public static byte[] ToBytes(PackIndex index)
    {
        var (columns, sources, records) = (new ColumnWriter(), index.Sources, index.Records);
        columns.Add([index.Listed, index.WithoutObjects, index.Options.LongestSide ?? 0, index.Options.Quality]);
        columns.Add([index.Name, index.Fingerprint]);

        columns.Add(sources.Select(source => source.Name));
        columns.Add(sources.Select(source => source.Format));
        columns.Add(sources.Select(source => source.Root));
        columns.Add(index.Classes);

        AddPaths(index.Files.Select(file => file.Path));
        columns.Add(index.Files.Select(file => (byte)file.Stamp.Kind));
        columns.Add(index.Files.Select(file => file.Stamp.Size));
        columns.Add(index.Files.Select(file => file.Stamp.Modified));
        columns.Add(index.Files.Select(file => file.Content));

        var sourceNumbers = sources.Select((source, i) => (source.Name, i)).ToDictionary(x => x.Name, x => x.i, StringComparer.Ordinal);
        var fileNumbers = index.Files.Select((file, i) => (file.Path, i)).ToDictionary(x => x.Path, x => x.i, StringComparer.Ordinal);
        columns.Add(records.Select(record => record.Id));
        columns.Add(records.Select(record => sourceNumbers[record.Source]));
        columns.Add(records.Select(record => record.Width));
        columns.Add(records.Select(record => record.Height));
        columns.Add(records.Select(record => fileNumbers[record.Picture.Path]));
        columns.Add(records.Select(record => record.Picture.Offset));
        columns.Add(records.Select(record => record.Picture.Length ?? -1));
        columns.Add(records.Select(record => fileNumbers[record.AnnotationPath]));
        var end = 0;
        columns.Add(records.Select(record => end += record.Objects.Count));

        columns.Add(index.Pictures.Select(picture => picture.Offset));
        columns.Add(index.Pictures.Select(picture => picture.Length));
        columns.Add(index.Pictures.Select(picture => picture.Checksum));
        columns.Add(index.Pictures.Select(picture => picture.Width));
        columns.Add(index.Pictures.Select(picture => picture.Height));
        columns.Add(index.Pictures.Select(picture => picture.DifferenceHash));
        columns.Add(index.Pictures.Select(picture => picture.Content));

        columns.Add(records.SelectMany(record => record.Objects).Select(item => item.Label));
        columns.Add(records.SelectMany(record => record.Objects).Select(item => item.Box));
        columns.Add(records.SelectMany(record => record.Objects).Select(Flags));
        columns.Add(records.SelectMany(record => record.Objects).Select(item => item.Area ?? double.NaN));

        var pieces = records.SelectMany((record, i) => (record.Picture.Parts ?? []).Select(part => (Image: i, part.Offset, part.Length))).ToList();
        columns.Add(pieces.Select(piece => piece.Image));
        columns.Add(pieces.Select(piece => piece.Offset));
        columns.Add(pieces.Select(piece => piece.Length));

        var faults = index.Report.Entries;
        AddPaths(faults.Select(fault => fault.File));
        columns.Add(faults.Select(fault => fault.Line));
        columns.Add(faults.Select(fault => fault.What));
        columns.Add(faults.Select(fault => fault.Expected));
        columns.Add(faults.Select(fault => fault.Found));
        columns.Add(faults.Select(fault => (byte)fault.Action));
        return columns.ToBytes();

        void AddPaths(IEnumerable<string> paths)
        {
            var relative = paths.Select(path => SourcePath.Of(path, sources)).ToList();
            columns.Add(relative.Select(path => path.Source));
            columns.Add(relative.Select(path => path.Path));
        }
    }

    private static byte Flags(AnnotatedObject item) =>
        (byte)((item.Difficult ? Difficult : 0) | (item.Truncated ? Truncated : 0) | (item.Crowd ? Crowd : 0));
}
