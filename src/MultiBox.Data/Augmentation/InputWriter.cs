using System.Buffers;
using MultiBox.Abstractions;
using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>
/// Turns pictures into a network's input: resampled, recoloured, laid, normalised, channels first. Training, evaluation and
/// detection all go through here. Safe for several threads.
/// </summary>
public sealed class InputWriter
{
    private readonly float[][] _normalized;
    private readonly RgbColor _fill;

    /// <summary>Prepares the normalisation.</summary>
    /// <param name="size">The input's width and height, S, in pixels.</param>
    /// <param name="normalization">How the backbone wants its pixels.</param>
    /// <param name="fill">The colour around the picture; null is 127 grey.</param>
    /// <exception cref="ArgumentException">A deviation is 0 or not finite.</exception>
    public InputWriter(int size, PixelNormalization normalization, RgbColor? fill = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentNullException.ThrowIfNull(normalization);
        Size = size;
        _fill = fill ?? RgbColor.Gray(127);
        var (mean, deviation) = (normalization.Mean, normalization.Deviation);
        _normalized = [Table(mean.R, deviation.R), Table(mean.G, deviation.G), Table(mean.B, deviation.B)];
    }

    /// <summary>The input's width and height, S, in pixels.</summary>
    public int Size { get; }

    /// <summary>The number of values of one input: 3 x S x S.</summary>
    public int Length => 3 * Size * Size;

    /// <summary>Writes a whole picture, as evaluation and detection see it.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="target">The input, [3, S, S], of <see cref="Length"/> values.</param>
    public void Write(RgbImage image, Span<float> target)
    {
        ArgumentNullException.ThrowIfNull(image);
        Write(image, AugmentationPlan.WholeImage(image.Width, image.Height), target);
    }

    /// <summary>Writes a picture as planned.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="target">The input, [3, S, S], of <see cref="Length"/> values.</param>
    /// <exception cref="ArgumentException">The target's length does not fit.</exception>
    public void Write(RgbImage image, AugmentationPlan plan, Span<float> target)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(plan);
        if (target.Length != Length) throw new ArgumentException($"{Length} values were expected, found {target.Length}.", nameof(target));
        var buffer = ArrayPool<byte>.Shared.Rent(Length);
        try
        {
            var pixels = buffer.AsSpan(0, Length);
            ImageResizer.Resample(image, plan.Region, Size, Size, plan.Interpolation, _fill, pixels);
            plan.Color.Apply(pixels);
            Normalize(pixels, plan.Orientation, target);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static float[] Table(float mean, float deviation)
    {
        if (!(float.IsFinite(mean) && float.IsNormal(deviation)))
        {
            throw new ArgumentException($"A finite mean and a deviation other than 0 were expected, found {mean} and {deviation}.");
        }

        return [.. Enumerable.Range(0, 256).Select(value => (value - mean) / deviation)];
    }

    private void Normalize(ReadOnlySpan<byte> pixels, Orientation orientation, Span<float> target)
    {
        var (x0, y0) = orientation.Source(0, 0, Size);
        var (x1, y1) = orientation.Source(Math.Min(1, Size - 1), 0, Size);
        var step = ((x1 - x0) + ((y1 - y0) * Size)) * 3;
        ReadOnlySpan<float> red = _normalized[0], green = _normalized[1], blue = _normalized[2];
        var plane = Size * Size;
        for (var y = 0; y < Size; y++)
        {
            var (x, sourceY) = orientation.Source(0, y, Size);
            var source = ((sourceY * Size) + x) * 3;
            var r = target.Slice(y * Size, Size);
            var g = target.Slice(plane + (y * Size), Size);
            var b = target.Slice((2 * plane) + (y * Size), Size);
            for (var i = 0; i < r.Length; i++, source += step)
            {
                r[i] = red[pixels[source]];
                g[i] = green[pixels[source + 1]];
                b[i] = blue[pixels[source + 2]];
            }
        }
    }
}
