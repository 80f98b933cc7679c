using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MultiBox.Imaging;

/// <summary>
/// Changes the size of pictures. Cropping, placing on a larger canvas and resizing are one operation: a region of the source
/// plane becomes the output. The arithmetic is the same on every machine.
/// </summary>
public static class ImageResizer
{
    /// <summary>Resizes a whole picture; the aspect ratio may change.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">New width in pixels.</param>
    /// <param name="height">New height in pixels.</param>
    /// <param name="interpolation">The filter.</param>
    /// <returns>A new picture.</returns>
    public static RgbImage Resize(RgbImage image, int width, int height, Interpolation interpolation) =>
        Resample(image, ImageRegion.Of(image), width, height, interpolation, default);

    /// <summary>Resamples a region.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="region">What becomes the output, in the picture's pixels; may reach out of the picture.</param>
    /// <param name="width">The output's width in pixels.</param>
    /// <param name="height">The output's height in pixels.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="fill">The colour of output pixels whose centre lies outside the picture.</param>
    /// <returns>A new picture.</returns>
    public static RgbImage Resample(
        RgbImage image, ImageRegion region, int width, int height, Interpolation interpolation, RgbColor fill)
    {
        var output = new RgbImage(width, height);
        Resample(image, region, width, height, interpolation, fill, output.Pixels);
        return output;
    }

    /// <summary>Resamples a region into existing memory.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="region">What becomes the output, in the picture's pixels; may reach out of the picture.</param>
    /// <param name="width">The output's width in pixels.</param>
    /// <param name="height">The output's height in pixels.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="fill">The colour of output pixels whose centre lies outside the picture.</param>
    /// <param name="output">R, G, B of each pixel; its length is width x height x 3.</param>
    /// <exception cref="ArgumentException">The region is empty or not finite, or the output's length does not fit.</exception>
    public static void Resample(
        RgbImage image, ImageRegion region, int width, int height, Interpolation interpolation, RgbColor fill, Span<byte> output)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (!(region.Width > 0 && region.Height > 0 && float.IsFinite(region.X + region.Y + region.Width + region.Height)))
        {
            throw new ArgumentException($"A region wider and higher than 0 was expected, found {region}.", nameof(region));
        }

        if (output.Length != (long)width * height * 3)
        {
            throw new ArgumentException($"{width}x{height} pixels need {(long)width * height * 3} bytes, found {output.Length}.", nameof(output));
        }

        var columns = AxisWeights.Create(region.X, region.Width, image.Width, width, interpolation);
        var rows = AxisWeights.Create(region.Y, region.Height, image.Height, height, interpolation);
        var (first, end) = columns.Range;
        // One element more than the pixels need: the horizontal pass loads four values for three channels.
        var blended = ArrayPool<float>.Shared.Rent(((end - first) * 3) + 1);
        try
        {
            for (var y = 0; y < height; y++)
            {
                var line = output.Slice(y * width * 3, width * 3);
                if (rows.Counts[y] == 0 || end == 0)
                {
                    Fill(line, fill);
                    continue;
                }

                BlendRows(image, rows, y, first * 3, blended.AsSpan(0, (end - first) * 3));
                BlendColumns(blended, columns, first, fill, line);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(blended);
        }
    }

    private static void BlendRows(RgbImage image, AxisWeights rows, int y, int offset, Span<float> blended)
    {
        var stride = image.Width * 3;
        var start = (rows.Starts[y] * stride) + offset;
        var weights = rows.Values.AsSpan(y * rows.Stride, rows.Counts[y]);
        ref var source = ref image.Pixels[start];
        ref var target = ref MemoryMarshal.GetReference(blended);
        var x = 0;
        for (; x + 16 <= blended.Length; x += 16)
        {
            Vector128<float> a = default, b = default, c = default, d = default;
            for (var k = 0; k < weights.Length; k++)
            {
                var weight = Vector128.Create(weights[k]);
                var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)((k * stride) + x)));
                var (i, j) = Vector128.Widen(low);
                var (l, m) = Vector128.Widen(high);
                a += Vector128.ConvertToSingle(i.AsInt32()) * weight;
                b += Vector128.ConvertToSingle(j.AsInt32()) * weight;
                c += Vector128.ConvertToSingle(l.AsInt32()) * weight;
                d += Vector128.ConvertToSingle(m.AsInt32()) * weight;
            }

            a.StoreUnsafe(ref target, (nuint)x);
            b.StoreUnsafe(ref target, (nuint)x + 4);
            c.StoreUnsafe(ref target, (nuint)x + 8);
            d.StoreUnsafe(ref target, (nuint)x + 12);
        }

        for (; x < blended.Length; x++)
        {
            var sum = 0f;
            for (var k = 0; k < weights.Length; k++) sum += image.Pixels[start + (k * stride) + x] * weights[k];
            blended[x] = sum;
        }
    }

    private static void BlendColumns(float[] blended, AxisWeights columns, int first, RgbColor fill, Span<byte> line)
    {
        ref var source = ref MemoryMarshal.GetArrayDataReference(blended);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(columns.Values);
        for (var x = 0; x < columns.Counts.Length; x++)
        {
            var count = columns.Counts[x];
            if (count == 0)
            {
                Fill(line.Slice(x * 3, 3), fill);
                continue;
            }

            var sum = Vector128<float>.Zero;
            var offset = (nuint)((columns.Starts[x] - first) * 3);
            ref var weight = ref Unsafe.Add(ref weights, x * columns.Stride);
            for (var k = 0; k < count; k++, offset += 3)
            {
                sum += Vector128.LoadUnsafe(ref source, offset) * Unsafe.Add(ref weight, k);
            }

            PixelRounding.Store(sum, line, x * 3);
        }
    }

    private static void Fill(Span<byte> line, RgbColor fill)
    {
        for (var i = 0; i < line.Length; i += 3) (line[i], line[i + 1], line[i + 2]) = (fill.R, fill.G, fill.B);
    }
}
