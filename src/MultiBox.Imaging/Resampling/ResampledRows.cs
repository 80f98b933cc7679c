namespace MultiBox.Imaging;

/// <summary>
/// The rows of a resampled picture, computed one at a time. Only the part that shows the picture exists; around it the receiver
/// fills in a colour of its own.
/// </summary>
public readonly ref struct ResampledRows
{
    private readonly Resampler _resampler;
    private readonly PixelView _source;

    internal ResampledRows(Resampler resampler, PixelView source)
    {
        _resampler = resampler;
        _source = source;
    }

    /// <summary>The output columns that show the picture: from First to before End, equal when there are none.</summary>
    public (int First, int End) Columns => _resampler.Columns;

    /// <summary>The output rows that show the picture: from First to before End, equal when there are none.</summary>
    public (int First, int End) Rows => _resampler.Rows;

    /// <summary>Computes a row.</summary>
    /// <param name="y">The row, in the range of <see cref="Rows"/>. Ascending rows cost least.</param>
    /// <returns>
    /// Four bytes for each of <see cref="Columns"/>: R, G, B, rounded and clamped to 0..255, and one without meaning. Up to 7 pixels
    /// without meaning follow, so that there are a multiple of 8. Valid until the next row.
    /// </returns>
    public ReadOnlySpan<byte> Read(int y) => _resampler.Row(_source, y);
}
