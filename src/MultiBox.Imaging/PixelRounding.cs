using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MultiBox.Imaging;

/// <summary>Turns computed channels into bytes.</summary>
internal static class PixelRounding
{
    /// <summary>Rounds half up, clamps to 0..255 and stores three channels.</summary>
    /// <param name="channels">R, G, B and anything.</param>
    /// <param name="target">Where to.</param>
    /// <param name="offset">The index of R in it. Up to one byte after B may be overwritten: pixels are stored in ascending order.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> channels, Span<byte> target, int offset)
    {
        // The comparisons send a NaN in the unused fourth lane to a number; the conversion is then the same on all machines.
        var clamped = Vector128.Min(Vector128.Max(channels + Vector128.Create(0.5f), Vector128<float>.Zero), Vector128.Create(255f));
        var bytes = Vector128.Shuffle(
            Vector128.ConvertToInt32(clamped).AsByte(), Vector128.Create((byte)0, 4, 8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255));
        var packed = bytes.AsUInt32().ToScalar();
        if (offset + 4 <= target.Length)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetReference(target), offset), packed);
            return;
        }

        target[offset] = (byte)packed;
        target[offset + 1] = (byte)(packed >> 8);
        target[offset + 2] = (byte)(packed >> 16);
    }
}
