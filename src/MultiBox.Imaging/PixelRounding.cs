using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MultiBox.Imaging;

/// <summary>Turns computed channels into values of a byte.</summary>
internal static class PixelRounding
{
    /// <summary>Rounds half up and clamps to 0..255.</summary>
    /// <param name="channels">Any values; not a number becomes one of 0..255.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ToInteger(Vector256<float> channels) => Vector256.ConvertToInt32Native(Clamp(channels));

    /// <summary>Rounds half up and clamps to 0..255.</summary>
    /// <param name="channels">Any values; not a number becomes one of 0..255.</param>
    /// <returns>Whole numbers.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToWhole(Vector256<float> channels) => Vector256.Floor(Clamp(channels));

    // The native comparisons send what is no number to their second operand on x64, and keep it on others, where the conversion
    // makes it 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Clamp(Vector256<float> channels) => Vector256.MinNative(
        Vector256.MaxNative(channels + Vector256.Create(0.5f), Vector256<float>.Zero), Vector256.Create(255f));
}
