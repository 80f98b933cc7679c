namespace MultiBox.Data;

/// <summary>Finds pictures that several splits share.</summary>
public static class DuplicatePictures
{
    /// <summary>
    /// The pictures of a prepared data set that two splits share, by their content. Quick where the files have not changed since they
    /// were prepared.
    /// </summary>
    /// <param name="prepared">The data set.</param>
    /// <exception cref="IOException">A picture cannot be read.</exception>
    public static IReadOnlyList<DuplicatePicture> Exact(PreparedDataset prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        if (prepared.Splits.Count < 2) return [];
        var cache = new FileHashCache(Path.Combine(prepared.Folder, FileHashCache.FileName));
        Parallel.ForEach(prepared.Splits.SelectMany(split => split.Records), record => cache.Stamp(record.Picture.Path));
        return Exact(prepared.Splits, path => cache.Stamp(path).Sha256);
    }

    /// <summary>
    /// The pictures that two splits share, in the order of the splits and of the first split's records. A content counts once for two
    /// splits, however often each holds it.
    /// </summary>
    /// <param name="splits">The splits.</param>
    /// <param name="hash">The content hash of a file.</param>
    internal static IReadOnlyList<DuplicatePicture> Exact(IReadOnlyList<PreparedSplit> splits, Func<string, string> hash)
    {
        var contents = splits.Select(split => FirstOfEach(split, hash)).ToList();
        var duplicates = new List<DuplicatePicture>();
        for (var i = 0; i < splits.Count; i++)
        {
            for (var j = i + 1; j < splits.Count; j++)
            {
                foreach (var (content, first) in contents[i])
                {
                    if (!contents[j].TryGetValue(content, out var second)) continue;
                    duplicates.Add(new DuplicatePicture(PictureReference.Of(splits[i], first), PictureReference.Of(splits[j], second), DuplicateKind.Exact));
                }
            }
        }

        return duplicates;
    }

    // Enumerates in the order of the records, as nothing is ever removed from it.
    private static Dictionary<(string Hash, long Offset), ImageRecord> FirstOfEach(PreparedSplit split, Func<string, string> hash)
    {
        var first = new Dictionary<(string Hash, long Offset), ImageRecord>();
        foreach (var record in split.Records) first.TryAdd((hash(record.Picture.Path), record.Picture.Offset), record);
        return first;
    }
}
