using System.Runtime.InteropServices;

namespace MultiBox.Imaging;

/// <summary>
/// Resamples regions of pictures: columns first, in single precision, then rows, rounding once at the end. Sums are made in a
/// fixed order, without fused operations: every machine computes the same bytes. Memory is kept for the next picture; one thread
/// uses it at a time.
/// </summary>
public sealed class Resampler
{
    private readonly AxisWeights _columns = new();
    private readonly AxisWeights _rows = new();
    private Interpolation _interpolation;
    private (int First, int End) _sourceColumns;
    private float[] _pairs = [];
    private int _pairCount;
    private float[] _blended = [];
    private int _rowLength;
    private int _slots;
    private int _oldest;
    private int _next;
    private byte[] _row = [];
    private float[] _widened = [];

    internal (int First, int End) Columns => _columns.First < _columns.End && _rows.First < _rows.End ? (_columns.First, _columns.End) : (0, 0);

    internal (int First, int End) Rows => _columns.First < _columns.End && _rows.First < _rows.End ? (_rows.First, _rows.End) : (0, 0);

    /// <summary>Prepares a resampling; an earlier one ends with it.</summary>
    /// <param name="source">The pixels; at least those that <see cref="DecodeRequest.For"/> asks for.</param>
    /// <param name="region">What becomes the output, in pixels of the picture's full resolution; may reach out of the picture.</param>
    /// <param name="width">The output's width in pixels.</param>
    /// <param name="height">The output's height in pixels.</param>
    /// <param name="interpolation">The filter.</param>
    /// <returns>The rows, computed as they are read.</returns>
    /// <exception cref="ArgumentException">The region is empty or not finite, or needs pixels that are not there.</exception>
    public ResampledRows Begin(PixelView source, ImageRegion region, int width, int height, Interpolation interpolation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        region.ThrowIfEmpty();
        var columns = ResamplingAxis.Of(region.X, region.Width, source.PictureWidth, source.Eighths, width);
        var rows = ResamplingAxis.Of(region.Y, region.Height, source.PictureHeight, source.Eighths, height);
        var (left, right) = _sourceColumns = columns.Support(interpolation);
        var (top, bottom) = rows.Support(interpolation);
        var needed = new PixelArea(left, top, right - left, bottom - top);
        if (right > left && bottom > top && !source.Area.Contains(needed))
        {
            throw new ArgumentException($"{needed} of the decoded picture is needed, found {source.Area}.", nameof(source));
        }

        _interpolation = interpolation;
        _columns.Compute(columns, interpolation);
        _rows.Compute(rows, interpolation);
        var count = Columns.End - Columns.First;
        _rowLength = (count + 7) / 8 * 32;
        if (_row.Length < _rowLength) _row = new byte[_rowLength];
        if (interpolation != Interpolation.Nearest) Reserve(count);
        return new ResampledRows(this, source);
    }

    internal ReadOnlySpan<byte> Row(PixelView source, int y)
    {
        var (first, end) = Rows;
        ArgumentOutOfRangeException.ThrowIfLessThan(y, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, end);
        var i = y - first;
        if (_interpolation == Interpolation.Nearest)
        {
            Pick(source, _rows.Starts[i]);
            return _row.AsSpan(0, _rowLength);
        }

        var (start, count) = (_rows.Starts[i], _rows.Counts[i]);
        // Beyond what is kept, which are the rows from the oldest to before the next one: it begins anew there.
        if (start > _next || start < Math.Max(_oldest, _next - _slots)) _next = _oldest = start;
        for (; _next < start + count; _next++)
        {
            BlendColumns(source, _next, _blended.AsSpan(_next % _slots * _rowLength, _rowLength));
        }

        RowBlender.Blend(_blended, _rowLength, _slots, start, _rows.Values.AsSpan(i * _rows.Stride, count), _row);
        return _row.AsSpan(0, _rowLength);
    }

    private void Reserve(int count)
    {
        _slots = Math.Max(1, _rows.MaxCount);
        _next = _oldest = 0;
        if (_blended.Length < _slots * _rowLength) _blended = new float[_slots * _rowLength];
        _pairCount = (_columns.MaxCount + 1) / 2;
        // A pixel near the end takes as many as the others, of which the last ones weigh 0.
        var widened = (_sourceColumns.End - _sourceColumns.First + (2 * _pairCount)) * 4;
        if (_widened.Length < widened) _widened = new float[widened];
        var length = count * _pairCount * 8;
        if (_pairs.Length < length) _pairs = new float[length];
        // Each weight four times, once a channel; an odd count is filled up with a weight of 0.
        for (var x = 0; x < count; x++)
        {
            var weights = _columns.Values.AsSpan(x * _columns.Stride, _columns.Counts[x]);
            var pairs = _pairs.AsSpan(x * _pairCount * 8, _pairCount * 8);
            for (var k = 0; k < _pairCount * 2; k++) pairs.Slice(k * 4, 4).Fill(k < weights.Length ? weights[k] : 0);
        }
    }

    private void BlendColumns(PixelView source, int y, Span<float> blended)
    {
        var stride = source.Area.Width * source.BytesPerPixel;
        var first = _sourceColumns.First - source.Area.X;
        var row = source.Pixels.Slice(((y - source.Area.Y) * stride) + (first * source.BytesPerPixel), (_sourceColumns.End - _sourceColumns.First) * source.BytesPerPixel);
        PixelWidening.Widen(row, source.BytesPerPixel, _widened);
        ColumnBlender.Blend(_widened, _sourceColumns.First, _columns.Starts.AsSpan(0, Columns.End - Columns.First), _pairs, _pairCount, blended);
    }

    private void Pick(PixelView source, int y)
    {
        var area = source.Area;
        var size = source.BytesPerPixel;
        var row = source.Pixels.Slice((y - area.Y) * area.Width * size, area.Width * size);
        var starts = _columns.Starts.AsSpan(0, Columns.End - Columns.First);
        var target = MemoryMarshal.Cast<byte, uint>(_row.AsSpan(0, _rowLength));
        if (size == 4)
        {
            var pixels = MemoryMarshal.Cast<byte, uint>(row);
            for (var x = 0; x < starts.Length; x++) target[x] = pixels[starts[x] - area.X];
            return;
        }

        for (var x = 0; x < starts.Length; x++)
        {
            var pixel = row.Slice((starts[x] - area.X) * 3, 3);
            target[x] = pixel[0] | ((uint)pixel[1] << 8) | ((uint)pixel[2] << 16);
        }
    }
}
