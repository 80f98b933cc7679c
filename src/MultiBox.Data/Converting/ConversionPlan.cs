namespace MultiBox.Data;

/// <summary>What one image of a split becomes.</summary>
/// <param name="Name">Its name in the new data set.</param>
/// <param name="IsNew">Whether no earlier split brings the same image into the same folder.</param>
internal readonly record struct PlannedImage(string Name, bool IsNew);

/// <summary>Decides what the images of all splits are called.</summary>
internal static class ConversionPlan
{
    /// <summary>Plans image sets with a folder of pictures each.</summary>
    /// <param name="splits">The splits.</param>
    /// <returns>For each split its images.</returns>
    public static PlannedImage[][] Separate(IReadOnlyList<ConversionSplit> splits) =>
    [
        .. splits.Select(split => ImageNames.Choose([.. split.Records.Select(record => (record.Source, record.Id))])
            .Select(name => new PlannedImage(name, IsNew: true)).ToArray()),
    ];

    /// <summary>
    /// Plans image sets that share one folder: an image of several splits is written once, and different images of the same id and source
    /// begin with their split.
    /// </summary>
    /// <param name="splits">The splits.</param>
    /// <returns>For each split its images.</returns>
    /// <exception cref="IOException">A picture cannot be read.</exception>
    /// <exception cref="InvalidDataException">A picture is not as it was stored.</exception>
    public static PlannedImage[][] Shared(IReadOnlyList<ConversionSplit> splits)
    {
        var keys = new List<(string Source, string Id)>();
        var first = new Dictionary<(string Source, string Id), (ConversionSplit Split, int Index, int Key)>();
        var plan = splits.Select(split => new (int Key, bool IsNew)[split.Records.Count]).ToArray();
        for (var s = 0; s < splits.Count; s++)
        {
            for (var i = 0; i < splits[s].Records.Count; i++)
            {
                var record = splits[s].Records[i];
                if (!first.TryGetValue((record.Source, record.Id), out var earlier))
                {
                    first.Add((record.Source, record.Id), (splits[s], i, keys.Count));
                    plan[s][i] = (keys.Count, IsNew: true);
                    keys.Add((record.Source, record.Id));
                }
                else if (Same(earlier.Split, earlier.Index, splits[s], i))
                {
                    plan[s][i] = (earlier.Key, IsNew: false);
                }
                else
                {
                    plan[s][i] = (keys.Count, IsNew: true);
                    keys.Add((record.Source, $"{splits[s].Name}_{record.Id}"));
                }
            }
        }

        var names = ImageNames.Choose(keys);
        return [.. plan.Select(images => images.Select(image => new PlannedImage(names[image.Key], image.IsNew)).ToArray())];
    }

    private static bool Same(ConversionSplit a, int i, ConversionSplit b, int j)
    {
        var (one, other) = (a.Records[i], b.Records[j]);
        if ((one.Width, one.Height) != (other.Width, other.Height) || !one.Objects.SequenceEqual(other.Objects)) return false;
        if (one.Picture == other.Picture) return true;
        byte[] first = [], second = [];
        return a.Pictures.Read(i, ref first).SequenceEqual(b.Pictures.Read(j, ref second));
    }
}
