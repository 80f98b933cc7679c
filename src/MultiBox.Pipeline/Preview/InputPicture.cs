using MultiBox.Abstractions;
using MultiBox.Imaging;

namespace MultiBox.Pipeline.Preview;

/// <summary>Turns a network's input back into a picture.</summary>
internal static class InputPicture
{
    /// <summary>Undoes the normalisation.</summary>
    /// <param name="input"><c>[3, S, S]</c>, row-major.</param>
    /// <param name="size">S.</param>
    /// <param name="normalization">What was done to the pixels.</param>
    public static RgbImage Of(ReadOnlySpan<float> input, int size, PixelNormalization normalization)
    {
        var plane = size * size;
        if (input.Length != 3 * plane) throw new ArgumentException($"3 x {size} x {size} values were expected, found {input.Length}.", nameof(input));
        var image = new RgbImage(size, size);
        var (mean, deviation) = (normalization.Mean, normalization.Deviation);
        for (var i = 0; i < plane; i++)
        {
            image.Pixels[3 * i] = Channel(input[i], mean.R, deviation.R);
            image.Pixels[(3 * i) + 1] = Channel(input[plane + i], mean.G, deviation.G);
            image.Pixels[(3 * i) + 2] = Channel(input[(2 * plane) + i], mean.B, deviation.B);
        }

        return image;
    }

    private static byte Channel(float value, float mean, float deviation) => (byte)Math.Clamp(MathF.Round((value * deviation) + mean), 0, 255);
}
