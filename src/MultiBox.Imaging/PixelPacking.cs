using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SkiaSharp;

namespace MultiBox.Imaging;

/// <summary>Converts between Skia's four bytes a pixel and the three of <see cref="RgbImage"/>.</summary>
internal static class PixelPacking
{
    /// <summary>Packs R, G, B, A of each pixel.</summary>
    /// <param name="rgba">Unpremultiplied pixels, rows without gaps.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="opaque">Whether alpha is 255 everywhere; else pixels are composited on white.</param>
    public static RgbImage FromRgba(ReadOnlySpan<byte> rgba, int width, int height, bool opaque)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(checked(width * height * 3));
        if (opaque) DropAlpha(rgba, pixels);
        else CompositeOnWhite(rgba, pixels);
        return new RgbImage(width, height, pixels);
    }

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

    private static void DropAlpha(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
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

    private static void CompositeOnWhite(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        for (int i = 0, j = 0; j < rgb.Length; i += 4, j += 3)
        {
            var alpha = rgba[i + 3];
            for (var c = 0; c < 3; c++) rgb[j + c] = (byte)(((rgba[i + c] * alpha) + (255 * (255 - alpha)) + 127) / 255);
        }
    }
}
