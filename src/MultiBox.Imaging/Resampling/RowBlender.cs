using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MultiBox.Imaging;

/// <summary>Blends rows that lie in a ring, and rounds.</summary>
internal static class RowBlender
{
    /// <summary>Computes a row of output pixels: rounded half up, clamped to 0..255.</summary>
    /// <param name="ring">The rows, row y at slot y modulo <paramref name="slots"/>.</param>
    /// <param name="length">The number of values of a row, a multiple of 32.</param>
    /// <param name="slots">The number of rows that the ring holds.</param>
    /// <param name="start">The first row to blend.</param>
    /// <param name="weights">The weights of the rows from <paramref name="start"/> on.</param>
    /// <param name="output">The result, at least <paramref name="length"/> bytes.</param>
    public static void Blend(ReadOnlySpan<float> ring, int length, int slots, int start, ReadOnlySpan<float> weights, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, length);
        ArgumentOutOfRangeException.ThrowIfLessThan(ring.Length, slots * length);
        ref var rows = ref MemoryMarshal.GetReference(ring);
        ref var target = ref MemoryMarshal.GetReference(output);
        var firstSlot = start % slots;
        for (var i = 0; i < length; i += 32)
        {
            Vector256<float> a = default, b = default, c = default, d = default;
            var slot = firstSlot;
            foreach (var value in weights)
            {
                var weight = Vector256.Create(value);
                ref var row = ref Unsafe.Add(ref rows, (nint)(slot * length) + i);
                a += Vector256.LoadUnsafe(ref row) * weight;
                b += Vector256.LoadUnsafe(ref row, 8) * weight;
                c += Vector256.LoadUnsafe(ref row, 16) * weight;
                d += Vector256.LoadUnsafe(ref row, 24) * weight;
                if (++slot == slots) slot = 0;
            }

            var low = Vector256.Narrow(PixelRounding.ToInteger(a), PixelRounding.ToInteger(b)).AsUInt16();
            var high = Vector256.Narrow(PixelRounding.ToInteger(c), PixelRounding.ToInteger(d)).AsUInt16();
            Vector256.Narrow(low, high).StoreUnsafe(ref target, (nuint)i);
        }
    }
}
