namespace MultiBox.Imaging;

/// <summary>A colour for each class, the same in every picture and every run.</summary>
public static class ClassPalette
{
    // A turn by the golden angle puts each new hue into the widest gap that the hues before it left.
    private const double GoldenAngle = 137.50776405003785;

    private static readonly (double Saturation, double Value)[] Rings = [(0.85, 0.95), (0.60, 1.00), (1.00, 0.70)];

    /// <summary>The colour of a class.</summary>
    /// <param name="classIndex">0 or above: the class's position among the class names.</param>
    public static RgbColor ColorOf(int classIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(classIndex);
        // After some dozen hues neighbours are close: the next dozen differs in saturation and brightness as well.
        var (saturation, value) = Rings[classIndex / 12 % Rings.Length];
        return FromHsv((25 + (classIndex * GoldenAngle)) % 360, saturation, value);
    }

    private static RgbColor FromHsv(double hue, double saturation, double value)
    {
        return new RgbColor(Channel(5), Channel(3), Channel(1));

        byte Channel(int n)
        {
            var k = (n + (hue / 60)) % 6;
            return (byte)Math.Round(255 * (value - (value * saturation * Math.Max(0, Math.Min(1, Math.Min(k, 4 - k))))));
        }
    }
}
