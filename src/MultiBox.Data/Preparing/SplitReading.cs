namespace MultiBox.Data;

/// <summary>A split between reading and packing.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Selections">The same with its sources found.</param>
/// <param name="Read">What was read; after packing only what is in the pack.</param>
internal sealed record SplitReading(SplitRequest Request, IReadOnlyList<SourceSelection> Selections, ReadingResult Read)
{
    /// <summary>The files of its image sets.</summary>
    public IEnumerable<string> ImageSetFiles =>
        Selections.SelectMany(part => part.ImageSets.Select(set => part.Folder.Format.ImageSetFile(part.Folder.Root, set)));

    /// <summary>The length of each encoded picture in bytes; 0 for one that is missing, which shows when it is read.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public long[] PictureLengths(CancellationToken cancellationToken)
    {
        var lengths = new long[Read.Records.Count];
        Parallel.For(0, lengths.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var picture = Read.Records[i].Picture;
            lengths[i] = picture.Length ?? Math.Max(0, FileStamp.Of(picture.Path).Size - picture.Offset);
        });
        return lengths;
    }
}
