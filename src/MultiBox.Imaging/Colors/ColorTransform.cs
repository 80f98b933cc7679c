using System.Runtime.Intrinsics;

namespace MultiBox.Imaging;

/// <summary>
/// An affine change of colour, the same for every pixel. Brightness, contrast, saturation and hue are all of this form, so a
/// chain of them is still one multiplication a pixel, rounded and clamped once at the end. Hue turns the chrominance plane of
/// YIQ (NTSC): grey stays grey.
/// </summary>
public sealed class ColorTransform
{
    private readonly Vector128<float> _red;
    private readonly Vector128<float> _green;
    private readonly Vector128<float> _blue;
    private readonly Vector128<float> _offset;

    private ColorTransform(Vector128<float> red, Vector128<float> green, Vector128<float> blue, Vector128<float> offset) =>
        (_red, _green, _blue, _offset) = (red, green, blue, offset);

    /// <summary>No change.</summary>
    public static ColorTransform Identity { get; } = new(
        Vector128.Create(1f, 0, 0, 0), Vector128.Create(0f, 1, 0, 0), Vector128.Create(0f, 0, 1, 0), Vector128<float>.Zero);

    /// <summary>Adds to all channels.</summary>
    /// <param name="delta">-255..255.</param>
    public static ColorTransform Brightness(float delta) =>
        new(Identity._red, Identity._green, Identity._blue, Vector128.Create(delta, delta, delta, 0));

    /// <summary>Scales the distance to middle grey (127.5).</summary>
    /// <param name="factor">1 changes nothing, 0 gives middle grey.</param>
    public static ColorTransform Contrast(float factor)
    {
        var offset = 127.5f * (1 - factor);
        return new ColorTransform(
            Identity._red * factor, Identity._green * factor, Identity._blue * factor, Vector128.Create(offset, offset, offset, 0));
    }

    /// <summary>Scales the distance to the grey of the same luma (Rec. 601).</summary>
    /// <param name="factor">1 changes nothing, 0 gives grey.</param>
    public static ColorTransform Saturation(float factor)
    {
        var gray = 1 - factor;
        return new ColorTransform(
            (Identity._red * factor) + (Vector128.Create(1f, 1, 1, 0) * (0.299f * gray)),
            (Identity._green * factor) + (Vector128.Create(1f, 1, 1, 0) * (0.587f * gray)),
            (Identity._blue * factor) + (Vector128.Create(1f, 1, 1, 0) * (0.114f * gray)),
            Vector128<float>.Zero);
    }

    /// <summary>Turns the hue.</summary>
    /// <param name="degrees">The angle; positive turns red towards yellow.</param>
    public static ColorTransform Hue(float degrees)
    {
        var (sin, cos) = Math.SinCos(-degrees * Math.PI / 180);
        // Columns of YIQ^-1 x rotation x YIQ: where red, green and blue go.
        return new ColorTransform(Column(0.595716, 0.211456, 0.299), Column(-0.274453, -0.522591, 0.587), Column(-0.321263, 0.311135, 0.114), Vector128<float>.Zero);

        Vector128<float> Column(double i, double q, double y)
        {
            var (u, v) = ((i * cos) - (q * sin), (i * sin) + (q * cos));
            return Vector128.Create(
                (float)(y + (0.9563 * u) + (0.6210 * v)),
                (float)(y - (0.2721 * u) - (0.6474 * v)),
                (float)(y - (1.1070 * u) + (1.7046 * v)),
                0);
        }
    }

    /// <summary>This change, then another one.</summary>
    /// <param name="next">The second change.</param>
    public ColorTransform Then(ColorTransform next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new ColorTransform(next.Linear(_red), next.Linear(_green), next.Linear(_blue), next.Linear(_offset) + next._offset);
    }

    /// <summary>Changes pixels in place.</summary>
    /// <param name="pixels">R, G, B of each pixel.</param>
    public void Apply(Span<byte> pixels)
    {
        if (pixels.Length % 3 != 0) throw new ArgumentException($"Three bytes a pixel were expected, found {pixels.Length} bytes.", nameof(pixels));
        if (ReferenceEquals(this, Identity)) return;
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var changed = (_red * (float)pixels[i]) + (_green * (float)pixels[i + 1]) + (_blue * (float)pixels[i + 2]) + _offset;
            // The byte after B belongs to the next pixel, which is still to be read.
            var next = i + 3 < pixels.Length ? pixels[i + 3] : (byte)0;
            PixelRounding.Store(changed, pixels, i);
            if (i + 3 < pixels.Length) pixels[i + 3] = next;
        }
    }

    private Vector128<float> Linear(Vector128<float> color) =>
        (_red * color.GetElement(0)) + (_green * color.GetElement(1)) + (_blue * color.GetElement(2));
}
