using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SkiaSharp;

namespace MultiBox.Imaging;

/// <summary>Converts between Skia's four bytes a pixel and the three of <see cref="RgbImage"/>.</summary>
internal static class PixelPacking
{
    /// <summary>Copies a picture into a bitmap, which the caller disposes.</summary>
    /// <param name="image">The picture.</param>
    public static unsafe SKBitmap ToBitmap(RgbImage image)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var target = new Span<byte>((void*)bitmap.GetPixels(), checked(image.Width * image.Height * 4));
        var pixels = image.Pixels;
        for (int i = 0, j = 0; i < pixels.Length; i += 3, j += 4)
        {
            target[j] = pixels[i];
            target[j + 1] = pixels[i + 1];
            target[j + 2] = pixels[i + 2];
            target[j + 3] = 255;
        }

        return bitmap;
    }

    /// <summary>Copies opaque pixels of four bytes into a picture.</summary>
    /// <param name="rgba">R, G, B, A of each pixel, rows without gaps.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public static RgbImage ToImage(ReadOnlySpan<byte> rgba, int width, int height)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(checked(width * height * 3));
        DropAlpha(rgba, pixels);
        return new RgbImage(width, height, pixels);
    }

    /// <summary>Takes R, G and B out of four bytes a pixel.</summary>
    /// <param name="rgba">At least as many pixels as <paramref name="rgb"/>.</param>
    /// <param name="rgb">Three bytes a pixel.</param>
    public static void DropAlpha(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rgba.Length / 4, rgb.Length / 3);
        var order = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
        ref var source = ref MemoryMarshal.GetReference(rgba);
        ref var target = ref MemoryMarshal.GetReference(rgb);
        int i = 0, j = 0;
        // Each step writes 16 bytes, of which the last four are overwritten by the next one.
        for (; j + 16 <= rgb.Length; i += 16, j += 12)
        {
            Vector128.Shuffle(Vector128.LoadUnsafe(ref source, (nuint)i), order).StoreUnsafe(ref target, (nuint)j);
        }

        for (; j < rgb.Length; i += 4, j += 3) rgba.Slice(i, 3).CopyTo(rgb[j..]);
    }

    /// <summary>Lays unpremultiplied pixels on white.</summary>
    /// <param name="rgba">R, G, B and alpha of each pixel, changed in place.</param>
    public static void CompositeOnWhite(Span<byte> rgba)
    {
        for (var i = 0; i < rgba.Length; i += 4)
        {
            var alpha = rgba[i + 3];
            if (alpha == 255) continue;
            for (var c = 0; c < 3; c++) rgba[i + c] = (byte)(((rgba[i + c] * alpha) + (255 * (255 - alpha)) + 127) / 255);
            rgba[i + 3] = 255;
        }
    }
}
