using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MultiBox.Imaging;

/// <summary>
/// Blends neighbouring pixels of a row. Two source pixels are taken at a time; an output pixel is the sum over the even ones plus
/// the sum over the odd ones.
/// </summary>
internal static class ColumnBlender
{
    /// <summary>Computes a row of output pixels.</summary>
    /// <param name="row">Four values for each source pixel; after the last one there are as many as an output pixel takes, finite.</param>
    /// <param name="origin">The source pixel that the row begins with.</param>
    /// <param name="starts">The first source pixel of each output pixel.</param>
    /// <param name="weights">For each output pixel its weights, each four times.</param>
    /// <param name="pairs">The number of pairs of source pixels of an output pixel.</param>
    /// <param name="blended">Four values for each output pixel: R, G, B and anything.</param>
    public static void Blend(
        ReadOnlySpan<float> row, int origin, ReadOnlySpan<int> starts, ReadOnlySpan<float> weights, int pairs, Span<float> blended)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weights.Length, starts.Length * pairs * 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(blended.Length, starts.Length * 4);
        ref var source = ref MemoryMarshal.GetReference(row);
        ref var weight = ref MemoryMarshal.GetReference(weights);
        ref var target = ref MemoryMarshal.GetReference(blended);
        nuint w = 0;
        for (var x = 0; x < starts.Length; x++)
        {
            var pixel = (nuint)(starts[x] - origin) * 4;
            var sum = Vector256.LoadUnsafe(ref source, pixel) * Vector256.LoadUnsafe(ref weight, w);
            w += 8;
            for (var k = 1; k < pairs; k++, w += 8)
            {
                pixel += 8;
                sum += Vector256.LoadUnsafe(ref source, pixel) * Vector256.LoadUnsafe(ref weight, w);
            }

            (sum.GetLower() + sum.GetUpper()).StoreUnsafe(ref target, (nuint)x * 4);
        }
    }
}
