using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>Changes a row of pixels.</summary>
    /// <param name="pixels">R, G, B and one byte without meaning of each pixel; a multiple of 8 pixels.</param>
    /// <param name="red">Receives the red of each pixel: a whole number, 0..255.</param>
    /// <param name="green">Receives the green of each pixel.</param>
    /// <param name="blue">Receives the blue of each pixel.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Apply(ReadOnlySpan<byte> pixels, Span<float> red, Span<float> green, Span<float> blue)
    {
        var count = pixels.Length / 4;
        if (pixels.Length % 32 != 0) throw new ArgumentException($"A multiple of 8 pixels was expected, found {pixels.Length} bytes.", nameof(pixels));
        ArgumentOutOfRangeException.ThrowIfLessThan(red.Length, count);
        ArgumentOutOfRangeException.ThrowIfLessThan(green.Length, count);
        ArgumentOutOfRangeException.ThrowIfLessThan(blue.Length, count);
        ref var source = ref MemoryMarshal.GetReference(pixels);
        ref var r = ref MemoryMarshal.GetReference(red);
        ref var g = ref MemoryMarshal.GetReference(green);
        ref var b = ref MemoryMarshal.GetReference(blue);
        var unchanged = ReferenceEquals(this, Identity);
        var (rows, mask) = (new Rows(this), Vector256.Create(255u));
        for (nuint i = 0; i < (nuint)count; i += 8)
        {
            var packed = Vector256.LoadUnsafe(ref source, i * 4).AsUInt32();
            var fromRed = Vector256.ConvertToSingle((packed & mask).AsInt32());
            var fromGreen = Vector256.ConvertToSingle(((packed >> 8) & mask).AsInt32());
            var fromBlue = Vector256.ConvertToSingle(((packed >> 16) & mask).AsInt32());
            if (!unchanged) (fromRed, fromGreen, fromBlue) = rows.Apply(fromRed, fromGreen, fromBlue);
            fromRed.StoreUnsafe(ref r, i);
            fromGreen.StoreUnsafe(ref g, i);
            fromBlue.StoreUnsafe(ref b, i);
        }
    }

    /// <summary>Changes one colour.</summary>
    /// <param name="color">The colour.</param>
    public RgbColor Apply(RgbColor color)
    {
        Span<byte> pixels = stackalloc byte[32];
        (pixels[0], pixels[1], pixels[2]) = (color.R, color.G, color.B);
        Span<float> channels = stackalloc float[24];
        Apply(pixels, channels[..8], channels[8..16], channels[16..]);
        return new RgbColor((byte)channels[0], (byte)channels[8], (byte)channels[16]);
    }

    private Vector128<float> Linear(Vector128<float> color) =>
        (_red * color.GetElement(0)) + (_green * color.GetElement(1)) + (_blue * color.GetElement(2));

    // The matrix by output channel, each factor in all lanes.
    private readonly struct Rows(ColorTransform transform)
    {
        private readonly Row _red = new(transform, 0);
        private readonly Row _green = new(transform, 1);
        private readonly Row _blue = new(transform, 2);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (Vector256<float> Red, Vector256<float> Green, Vector256<float> Blue) Apply(Vector256<float> r, Vector256<float> g, Vector256<float> b) =>
            (_red.Apply(r, g, b), _green.Apply(r, g, b), _blue.Apply(r, g, b));
    }

    private readonly struct Row(ColorTransform transform, int channel)
    {
        private readonly Vector256<float> _red = Vector256.Create(transform._red[channel]);
        private readonly Vector256<float> _green = Vector256.Create(transform._green[channel]);
        private readonly Vector256<float> _blue = Vector256.Create(transform._blue[channel]);
        private readonly Vector256<float> _offset = Vector256.Create(transform._offset[channel]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Apply(Vector256<float> r, Vector256<float> g, Vector256<float> b) =>
            PixelRounding.ToWhole((_red * r) + (_green * g) + (_blue * b) + _offset);
    }
}
