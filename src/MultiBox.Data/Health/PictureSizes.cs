namespace MultiBox.Data;

/// <summary>The sizes of a split's pictures, in pixels as they are stored.</summary>
/// <param name="Distinct">How many sizes there are.</param>
/// <param name="MostFrequent">The most frequent of them, most frequent first.</param>
/// <param name="Widths">The widths.</param>
/// <param name="Heights">The heights.</param>
public sealed record PictureSizes(int Distinct, IReadOnlyList<PictureSizeCount> MostFrequent, PixelRange? Widths, PixelRange? Heights)
{
    private const int Listed = 8;

    /// <summary>Counts pictures.</summary>
    /// <param name="records">The images.</param>
    internal static PictureSizes Of(IReadOnlyList<ImageRecord> records)
    {
        var sizes = records.GroupBy(record => (record.Width, record.Height)).Select(group => new PictureSizeCount(group.Key.Width, group.Key.Height, group.Count())).ToList();
        return new PictureSizes(
            sizes.Count, [.. sizes.OrderByDescending(size => size.Count).ThenBy(size => size.Width).ThenBy(size => size.Height).Take(Listed)],
            PixelRange.Of([.. records.Select(record => record.Width)]), PixelRange.Of([.. records.Select(record => record.Height)]));
    }
}

/// <summary>A size that pictures have.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Count">How many pictures have it.</param>
public sealed record PictureSizeCount(int Width, int Height, int Count);

/// <summary>The range of a length.</summary>
/// <param name="Min">The least, in pixels.</param>
/// <param name="Median">The median.</param>
/// <param name="Max">The most.</param>
public sealed record PixelRange(int Min, double Median, int Max)
{
    internal static PixelRange? Of(IReadOnlyList<int> lengths) => lengths.Count == 0
        ? null
        : new PixelRange(lengths.Min(), Histogram.Median(lengths.Select(length => (double)length))!.Value, lengths.Max());
}
