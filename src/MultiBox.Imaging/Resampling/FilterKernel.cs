using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MultiBox.Imaging;

/// <summary>The weights of the filters, by the distance of a source pixel's centre from the output pixel's.</summary>
internal static class FilterKernel
{
    /// <summary>Computes the weights of neighbouring source pixels, not normalised.</summary>
    /// <param name="distance">The first one's distance, in source pixels.</param>
    /// <param name="scale">The size of an output pixel, in source pixels.</param>
    /// <param name="interpolation">Any filter but <see cref="Interpolation.Nearest"/>.</param>
    /// <param name="weights">The weights; a multiple of 4.</param>
    public static void Fill(double distance, double scale, Interpolation interpolation, Span<double> weights)
    {
        if (interpolation == Interpolation.Lanczos)
        {
            Lanczos(distance, Math.Max(1, scale), weights);
            return;
        }

        for (var k = 0; k < weights.Length; k++)
        {
            weights[k] = interpolation switch
            {
                Interpolation.Bilinear => Math.Max(0, 1 - Math.Abs(distance + k)),
                Interpolation.Area => Math.Max(0, Math.Min(distance + k + 0.5, scale / 2) - Math.Max(distance + k - 0.5, -scale / 2)),
                _ => Cubic(Math.Abs(distance + k)),
            };
        }
    }

    private static double Cubic(double x)
    {
        const double a = -0.75;
        return x < 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1
            : x < 2 ? (((((x - 5) * x) + 8) * x) - 4) * a
            : 0;
    }

    // 3 sin(pi x) sin(pi x / 3) / (pi x)^2 for |x| < 3.
    private static void Lanczos(double distance, double scale, Span<double> weights)
    {
        ref var target = ref MemoryMarshal.GetReference(weights);
        for (var k = 0; k < weights.Length; k += 4)
        {
            var x = Vector256.Abs((Vector256.Create(distance) + Vector256.Create(k, k + 1.0, k + 2.0, k + 3.0)) / Vector256.Create(scale));
            var weight = SinPi(x) * SinPi(x / Vector256.Create(3.0)) / (x * x * Vector256.Create(Math.PI * Math.PI / 3));
            weight = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(1e-9)), Vector256<double>.One, weight);
            Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(3.0)), weight, Vector256<double>.Zero).StoreUnsafe(ref target, (nuint)k);
        }
    }

    // sin(pi x), to 1e-11, by its series about the nearest whole x. The system's sine differs from one system to the next in its
    // last bit, and takes most of the time that the weights take.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> SinPi(Vector256<double> x)
    {
        var whole = Vector256.Floor(x + Vector256.Create(0.5));
        var half = whole * Vector256.Create(0.5);
        // 1 where the whole number is even, -1 where it is odd.
        var sign = Vector256<double>.One - (Vector256.Create(4.0) * (half - Vector256.Floor(half)));
        var r = (x - whole) * Vector256.Create(Math.PI);
        var s = r * r;
        var series = Vector256.Create(-1.0 / 1307674368000);
        series = (series * s) + Vector256.Create(1.0 / 6227020800);
        series = (series * s) + Vector256.Create(-1.0 / 39916800);
        series = (series * s) + Vector256.Create(1.0 / 362880);
        series = (series * s) + Vector256.Create(-1.0 / 5040);
        series = (series * s) + Vector256.Create(1.0 / 120);
        series = (series * s) + Vector256.Create(-1.0 / 6);
        return sign * ((series * s * r) + r);
    }
}
