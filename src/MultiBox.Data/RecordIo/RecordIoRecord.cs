namespace MultiBox.Data;

/// <summary>One record: where the ranges lie that its payload is joined from.</summary>
/// <param name="File">Its file.</param>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="Offset">Where its header begins.</param>
/// <param name="Ranges">
/// The payload's ranges in order. Where the writer cut the magic out of the payload, the range is the magic at the head of the next part.
/// </param>
/// <param name="End">Where the next record begins.</param>
/// <param name="IsPadded">Whether zeros fill it up to a multiple of four bytes, as they have to.</param>
internal sealed record RecordIoRecord(RecordIoFile File, int Number, long Offset, IReadOnlyList<FileRange> Ranges, long End, bool IsPadded)
{
    /// <summary>The payload's length in bytes.</summary>
    public int Length { get; } = Ranges.Sum(range => range.Length);

    /// <summary>Reads a piece of the payload.</summary>
    /// <param name="start">Where it begins in the payload.</param>
    /// <param name="bytes">Filled; it must not reach past the payload.</param>
    public void Read(int start, Span<byte> bytes)
    {
        foreach (var range in From(start))
        {
            var length = Math.Min(range.Length, bytes.Length);
            File.Read(range.Offset, bytes[..length]);
            bytes = bytes[length..];
            if (bytes.IsEmpty) return;
        }
    }

    /// <summary>Where the payload lies from some byte on.</summary>
    /// <param name="start">The byte.</param>
    public PictureLocation Locate(int start)
    {
        List<FileRange> ranges = [.. From(start)];
        return ranges.Count switch
        {
            0 => new PictureLocation(File.Path, End, 0),
            1 => new PictureLocation(File.Path, ranges[0].Offset, ranges[0].Length),
            _ => new PictureLocation(File.Path, ranges[0].Offset, Length - start) { Parts = ranges },
        };
    }

    private IEnumerable<FileRange> From(int start)
    {
        foreach (var range in Ranges)
        {
            if (start < range.Length) yield return new FileRange(range.Offset + start, range.Length - start);
            start = Math.Max(start - range.Length, 0);
        }
    }
}
