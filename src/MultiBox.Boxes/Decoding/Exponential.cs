using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MultiBox.Boxes;

/// <summary>
/// The exponential function, for one float and for eight: step by step the same arithmetic, so that the results have the same bits, on
/// every machine. Within 2 units of the last place of the true value.
/// </summary>
internal static class Exponential
{
    // Outside, the result is 0 or infinity.
    private const float Lowest = -87.33f;
    private const float Highest = 88.37f;
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts, the first of few digits: a whole number times it is exact.
    private const float Ln2Head = 0.693359375f;
    private const float Ln2Tail = -2.12194440e-4f;

    // 1.5 x 2^23: what is added to it is rounded to a whole number, in its last bits.
    private const float Rounder = 12582912f;
    private const int RounderBits = 0x4B40_0000;
    private const int OneBits = 0x3F80_0000;

    // exp(r) = 1 + r + r^2 p(r) for |r| at most ln(2) / 2; the polynomial of the Cephes library.
    private const float P0 = 1.9875691500e-4f;
    private const float P1 = 1.3981999507e-3f;
    private const float P2 = 8.3334519073e-3f;
    private const float P3 = 4.1665795894e-2f;
    private const float P4 = 1.6666665459e-1f;
    private const float P5 = 5.0000001201e-1f;

    /// <summary>e to the power of a number; NaN for NaN.</summary>
    /// <param name="x">Any number.</param>
    public static float Of(float x)
    {
        if (x < Lowest) return 0;
        if (x > Highest) return float.PositiveInfinity;
        var rounded = (x * Log2E) + Rounder;
        var n = rounded - Rounder;
        var r = x - (n * Ln2Head);
        r -= n * Ln2Tail;
        var p = (P0 * r) + P1;
        p = (p * r) + P2;
        p = (p * r) + P3;
        p = (p * r) + P4;
        p = (p * r) + P5;
        var y = (p * (r * r)) + r + 1f;
        return y * BitConverter.Int32BitsToSingle(((BitConverter.SingleToInt32Bits(rounded) - RounderBits) << 23) + OneBits);
    }

    /// <summary>The same for eight numbers, none of them NaN.</summary>
    /// <param name="x">Any numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(Vector256<float> x)
    {
        var rounded = (x * Log2E) + Vector256.Create(Rounder);
        var n = rounded - Vector256.Create(Rounder);
        var r = x - (n * Ln2Head);
        r -= n * Ln2Tail;
        var p = (Vector256.Create(P0) * r) + Vector256.Create(P1);
        p = (p * r) + Vector256.Create(P2);
        p = (p * r) + Vector256.Create(P3);
        p = (p * r) + Vector256.Create(P4);
        p = (p * r) + Vector256.Create(P5);
        var y = (p * (r * r)) + r + Vector256<float>.One;
        var scale = Vector256.ShiftLeft(rounded.AsInt32() - Vector256.Create(RounderBits), 23) + Vector256.Create(OneBits);
        y *= scale.AsSingle();
        y = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(Lowest)), Vector256<float>.Zero, y);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256.Create(Highest)), Vector256.Create(float.PositiveInfinity), y);
    }
}
