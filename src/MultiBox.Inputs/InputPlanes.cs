using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MultiBox.Abstractions;
using MultiBox.Imaging;

namespace MultiBox.Inputs;

/// <summary>The three planes of an input, written row by row.</summary>
internal readonly ref struct InputPlanes
{
    private readonly Span<float> _target;
    private readonly int _size;
    private readonly Rgb _mean;
    private readonly Rgb _deviation;
    private readonly Rgb _fill;
    private readonly bool _reversed;

    /// <summary>Prepares writing.</summary>
    /// <param name="target">The input, [3, S, S].</param>
    /// <param name="size">S.</param>
    /// <param name="normalization">How the backbone wants its pixels.</param>
    /// <param name="fill">The colour around the picture.</param>
    /// <param name="reversed">Whether rows are written from the right.</param>
    public InputPlanes(Span<float> target, int size, PixelNormalization normalization, RgbColor fill, bool reversed)
    {
        _target = target;
        _size = size;
        _mean = normalization.Mean;
        _deviation = normalization.Deviation;
        _fill = new Rgb((fill.R - _mean.R) / _deviation.R, (fill.G - _mean.G) / _deviation.G, (fill.B - _mean.B) / _deviation.B);
        _reversed = reversed;
    }

    /// <summary>Writes a row that shows nothing of the picture.</summary>
    /// <param name="row">The row.</param>
    public void Fill(int row)
    {
        Plane(0, row).Fill(_fill.R);
        Plane(1, row).Fill(_fill.G);
        Plane(2, row).Fill(_fill.B);
    }

    /// <summary>Writes a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="columns">The columns that show the picture, counted from the side where the row begins.</param>
    /// <param name="scratch">The colours of these columns.</param>
    public void Write(int row, (int First, int End) columns, InputScratch scratch)
    {
        Write(Plane(0, row), columns, scratch.Red, _mean.R, _deviation.R, _fill.R);
        Write(Plane(1, row), columns, scratch.Green, _mean.G, _deviation.G, _fill.G);
        Write(Plane(2, row), columns, scratch.Blue, _mean.B, _deviation.B, _fill.B);
    }

    private void Write(Span<float> plane, (int First, int End) columns, ReadOnlySpan<float> channel, float mean, float deviation, float fill)
    {
        var (first, end) = _reversed ? (_size - columns.End, _size - columns.First) : columns;
        plane[..first].Fill(fill);
        plane[end..].Fill(fill);
        var shown = plane[first..end];
        ref var source = ref MemoryMarshal.GetReference(channel);
        ref var target = ref MemoryMarshal.GetReference(shown);
        var (means, deviations) = (Vector256.Create(mean), Vector256.Create(deviation));
        var backwards = Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0);
        var i = 0;
        for (; i + 8 <= shown.Length; i += 8)
        {
            var values = (Vector256.LoadUnsafe(ref source, (nuint)i) - means) / deviations;
            if (_reversed) Vector256.Shuffle(values, backwards).StoreUnsafe(ref target, (nuint)(shown.Length - 8 - i));
            else values.StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < shown.Length; i++) shown[_reversed ? shown.Length - 1 - i : i] = (channel[i] - mean) / deviation;
    }

    private Span<float> Plane(int plane, int row) => _target.Slice(((plane * _size) + row) * _size, _size);
}
