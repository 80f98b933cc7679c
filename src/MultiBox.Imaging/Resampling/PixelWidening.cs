using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MultiBox.Imaging;

/// <summary>Turns bytes of pixels into floats.</summary>
internal static class PixelWidening
{
    /// <summary>Widens pixels.</summary>
    /// <param name="pixels">The pixels.</param>
    /// <param name="bytesPerPixel">3 or 4.</param>
    /// <param name="values">Four values a pixel: R, G, B and anything that is finite.</param>
    public static void Widen(ReadOnlySpan<byte> pixels, int bytesPerPixel, Span<float> values)
    {
        var count = pixels.Length / bytesPerPixel;
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, count * 4);
        ref var source = ref MemoryMarshal.GetReference(pixels);
        ref var target = ref MemoryMarshal.GetReference(values);
        // Each step loads 16 bytes, which are four or five pixels, and takes four of them.
        var order = bytesPerPixel == 4
            ? Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
            : Vector128.Create((byte)0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11);
        var i = 0;
        for (; (i * bytesPerPixel) + 16 <= pixels.Length; i += 4)
        {
            var bytes = Vector128.Shuffle(Vector128.LoadUnsafe(ref source, (nuint)(i * bytesPerPixel)), order);
            var (low, high) = (Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));
            Store(low, ref target, (nuint)i * 4);
            Store(high, ref target, ((nuint)i * 4) + 8);
        }

        for (; i < count; i++)
        {
            for (var c = 0; c < 3; c++) values[(i * 4) + c] = pixels[(i * bytesPerPixel) + c];
            values[(i * 4) + 3] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<ushort> channels, ref float target, nuint offset)
    {
        Vector128.ConvertToSingle(Vector128.WidenLower(channels).AsInt32()).StoreUnsafe(ref target, offset);
        Vector128.ConvertToSingle(Vector128.WidenUpper(channels).AsInt32()).StoreUnsafe(ref target, offset + 4);
    }
}
