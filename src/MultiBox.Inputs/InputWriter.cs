using System.Collections.Concurrent;
using MultiBox.Abstractions;
using MultiBox.Imaging;

namespace MultiBox.Inputs;

/// <summary>
/// Turns pictures into a network's input: resampled, recoloured, laid, normalised, channels first. Training, evaluation and
/// detection all go through here. Safe for several threads.
/// </summary>
public sealed class InputWriter
{
    private readonly ConcurrentBag<InputScratch> _scratch = [];
    private readonly PixelNormalization _normalization;
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
        Check(normalization.Mean.R, normalization.Deviation.R);
        Check(normalization.Mean.G, normalization.Deviation.G);
        Check(normalization.Mean.B, normalization.Deviation.B);
        Size = size;
        _fill = fill ?? RgbColor.Gray(127);
        _normalization = normalization;
    }

    /// <summary>The input's width and height, S, in pixels.</summary>
    public int Size { get; }

    /// <summary>The number of values of one input: 3 x S x S.</summary>
    public int Length => 3 * Size * Size;

    /// <summary>What has to be decoded of a picture to write it as planned.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="original">The original picture's size, which the plan is about.</param>
    /// <param name="encoded">The size of the picture that is there, which may have been made smaller.</param>
    /// <param name="shrink">
    /// Whether the lowest resolution is taken at which a decoded pixel is no larger than one of the input. It is quicker, and smooths
    /// what a filter that is not widened would skip.
    /// </param>
    public DecodeRequest Request(AugmentationPlan plan, PictureSize original, PictureSize encoded, bool shrink)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return DecodeRequest.For(encoded.Width, encoded.Height, Scale(plan.Region, original, encoded), Size, Size, plan.Interpolation, shrink);
    }

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
        Write(PixelView.Of(image), new PictureSize(image.Width, image.Height), plan, target);
    }

    /// <summary>Writes a decoded picture as planned.</summary>
    /// <param name="picture">The pixels; at least those of <see cref="Request"/>.</param>
    /// <param name="original">The original picture's size, which the plan is about.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="target">The input, [3, S, S], of <see cref="Length"/> values.</param>
    /// <exception cref="ArgumentException">The target's length does not fit, or pixels are missing.</exception>
    public void Write(PixelView picture, PictureSize original, AugmentationPlan plan, Span<float> target)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (target.Length != Length) throw new ArgumentException($"{Length} values were expected, found {target.Length}.", nameof(target));
        if (!_scratch.TryTake(out var scratch)) scratch = new InputScratch(Size);
        var region = Scale(plan.Region, original, new PictureSize(picture.PictureWidth, picture.PictureHeight));
        var rows = scratch.Resampler.Begin(picture, region, Size, Size, plan.Interpolation);
        if (plan.Orientation.Transpose)
        {
            // Columns are written as rows, which are then turned: rare enough to cost a second pass.
            var turned = scratch.Turned;
            Write(rows, plan, scratch, turned);
            Transpose(turned, target);
        }
        else
        {
            Write(rows, plan, scratch, target);
        }

        _scratch.Add(scratch);
    }

    private static void Check(float mean, float deviation)
    {
        if (!(float.IsFinite(mean) && float.IsNormal(deviation)))
        {
            throw new ArgumentException($"A finite mean and a deviation other than 0 were expected, found {mean} and {deviation}.");
        }
    }

    // Into pixels of the picture that is there.
    private static ImageRegion Scale(ImageRegion region, PictureSize original, PictureSize encoded)
    {
        if (original == encoded) return region;
        var (x, y) = (encoded.Width / (double)original.Width, encoded.Height / (double)original.Height);
        return new ImageRegion((float)(region.X * x), (float)(region.Y * y), (float)(region.Width * x), (float)(region.Height * y));
    }

    private void Write(ResampledRows rows, AugmentationPlan plan, InputScratch scratch, Span<float> target)
    {
        var orientation = plan.Orientation;
        var (downwards, leftwards) = orientation.Transpose ? (orientation.Mirror, orientation.Flip) : (orientation.Flip, orientation.Mirror);
        var fill = plan.Color.Apply(_fill);
        var planes = new InputPlanes(target, Size, _normalization, fill, leftwards);
        for (var y = 0; y < Size; y++)
        {
            var row = downwards ? Size - 1 - y : y;
            if (y < rows.Rows.First || y >= rows.Rows.End)
            {
                planes.Fill(row);
                continue;
            }

            plan.Color.Apply(rows.Read(y), scratch.Red, scratch.Green, scratch.Blue);
            planes.Write(row, rows.Columns, scratch);
        }
    }

    private void Transpose(ReadOnlySpan<float> source, Span<float> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            var (row, x) = Math.DivRem(i, Size);
            var (plane, y) = Math.DivRem(row, Size);
            target[i] = source[(((plane * Size) + x) * Size) + y];
        }
    }
}
