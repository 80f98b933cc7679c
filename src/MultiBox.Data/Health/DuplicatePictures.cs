namespace MultiBox.Data;

/// <summary>Finds pictures that several splits share.</summary>
public static class DuplicatePictures
{
    /// <summary>The pictures that two splits share, exactly or nearly, in the order of the splits: see <see cref="DuplicateFinder"/>.</summary>
    /// <param name="splits">The splits; one that is not packed is passed over.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static IReadOnlyList<DuplicatePicture> Find(IReadOnlyList<PreparedSplit> splits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(splits);
        var packed = splits.Where(split => split.Pack is not null).ToList();
        var duplicates = new List<DuplicatePicture>();
        for (var i = 0; i < packed.Count; i++)
        {
            for (var j = i + 1; j < packed.Count; j++)
            {
                var (first, second) = (packed[i], packed[j]);
                duplicates.AddRange(DuplicateFinder.Find(first.Pack!, second.Pack!, cancellationToken).Select(pair => new DuplicatePicture(
                    PictureReference.Of(first, first.Records[pair.First]), PictureReference.Of(second, second.Records[pair.Second]),
                    pair.IsExact ? DuplicateKind.Exact : DuplicateKind.Near,
                    pair.IsExact ? null : DifferenceHash.Distance(first.Pack!.Index.Pictures[pair.First].DifferenceHash, second.Pack!.Index.Pictures[pair.Second].DifferenceHash))));
            }
        }

        return duplicates;
    }
}
