using System.Runtime.InteropServices;
using SkiaSharp;

namespace MultiBox.Imaging;

/// <summary>
/// Decodes pictures one after the other into memory that is kept for the next one. It reads what <see cref="ImageFile"/> reads, and
/// of a JPEG only what is needed: a lower resolution costs less, so do fewer columns, and rows below the part are not read at all
/// (damage there goes unnoticed). One thread uses it at a time.
/// </summary>
public sealed unsafe class PictureDecoder : IDisposable
{
    // Larger memory is given back after the next smaller picture: a single huge one should not hold it for good.
    private const long KeptBytes = 64 << 20;

    // Colours of neighbouring pixels are blended when a JPEG is decoded: at the border of a part they differ from the whole's.
    private const int ColorMargin = 2;

    private byte* _pixels;
    private long _capacity;

    /// <summary>Gives the memory back at last.</summary>
    ~PictureDecoder() => NativeMemory.AlignedFree(_pixels);

    /// <summary>Decodes a whole picture.</summary>
    /// <param name="encoded">The file's content.</param>
    /// <param name="name">What error messages call it, e.g. its path.</param>
    /// <returns>The pixels, valid until the decoder is used again.</returns>
    /// <exception cref="InvalidDataException">
    /// Not a picture, damaged or incomplete, or more than <see cref="ImageFile.MaxPixels"/> pixels; the message starts with the name.
    /// </exception>
    public PixelView Decode(ReadOnlySpan<byte> encoded, string name) => Decode(encoded, name, DecodeRequest.Whole);

    /// <summary>Decodes at least what is asked for. The pixels are the same, however much else is decoded.</summary>
    /// <param name="encoded">The file's content.</param>
    /// <param name="name">What error messages call it, e.g. its path.</param>
    /// <param name="request">What is needed.</param>
    /// <returns>The pixels, valid until the decoder is used again.</returns>
    /// <exception cref="InvalidDataException">As for <see cref="Decode(ReadOnlySpan{byte}, string)"/>.</exception>
    public PixelView Decode(ReadOnlySpan<byte> encoded, string name, DecodeRequest request)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Eighths, 1, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Eighths, 8, nameof(request));
        fixed (byte* start = encoded)
        {
            // Skia reads the pinned bytes where they are.
            using var data = SKData.Create((IntPtr)start, encoded.Length);
            using var codec = (encoded.IsEmpty ? null : SKCodec.Create(data)) ?? throw PictureFault.NotAPicture(name, data);
            return Decode(codec, name, request);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private PixelView Decode(SKCodec codec, string name, DecodeRequest request)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > ImageFile.MaxPixels) throw PictureFault.TooLarge(name, width, height);
        var shrinks = codec.EncodedFormat == SKEncodedImageFormat.Jpeg;
        var eighths = shrinks ? request.Eighths : 8;
        var (decodedWidth, decodedHeight) = (DecodeRequest.Decoded(width, eighths), DecodeRequest.Decoded(height, eighths));
        var whole = new PixelArea(0, 0, decodedWidth, decodedHeight);
        var opaque = codec.Info.AlphaType == SKAlphaType.Opaque;
        var info = new SKImageInfo(decodedWidth, decodedHeight, SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        var area = shrinks && request.Area is { } part ? WithMargin(part, whole) : whole;
        var result = SKCodecResult.Success;
        if (area != whole && area != default && !StartPart(codec, info, area)) area = whole;
        Reserve((long)area.Width * area.Height * 4, name, area);
        if (area == whole) result = codec.GetPixels(info, (IntPtr)_pixels);
        else if (area != default) result = DecodePart(codec, area);
        if (result != SKCodecResult.Success) throw PictureFault.Damaged(name, result);
        var pixels = new Span<byte>(_pixels, checked(area.Width * area.Height * 4));
        if (!opaque) PixelPacking.CompositeOnWhite(pixels);
        return new PixelView(pixels, 4, area, width, height, eighths, shrinks);
    }

    // Where a file ends too early, Skia fills the missing rows of what is not declared as cleared, by a subset that it refers to and
    // that is gone by then: past the end of the memory.
    private static bool StartPart(SKCodec codec, SKImageInfo info, PixelArea area) =>
        codec.StartScanlineDecode(info, new SKCodecOptions(SKZeroInitialized.Yes, new SKRectI(area.X, 0, area.Right, info.Height)))
            == SKCodecResult.Success;

    private SKCodecResult DecodePart(SKCodec codec, PixelArea area)
    {
        if (area.Y > 0 && !codec.SkipScanlines(area.Y)) return SKCodecResult.IncompleteInput;
        var rows = codec.GetScanlines((IntPtr)_pixels, area.Height, area.Width * 4);
        return rows == area.Height ? SKCodecResult.Success : SKCodecResult.IncompleteInput;
    }

    private static PixelArea WithMargin(PixelArea part, PixelArea whole)
    {
        if (part.Width <= 0 || part.Height <= 0) return default;
        var (left, right) = (Math.Clamp(part.X - ColorMargin, 0, whole.Right), Math.Clamp(part.Right + ColorMargin, 0, whole.Right));
        var (top, bottom) = (Math.Clamp(part.Y, 0, whole.Bottom), Math.Clamp(part.Bottom, 0, whole.Bottom));
        return right > left && bottom > top ? new PixelArea(left, top, right - left, bottom - top) : default;
    }

    private void Reserve(long bytes, string name, PixelArea area)
    {
        if (_capacity > KeptBytes && bytes <= KeptBytes) Release();
        if (bytes <= _capacity) return;
        Release();
        try
        {
            _pixels = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 64);
        }
        catch (OutOfMemoryException fault)
        {
            throw new InvalidDataException($"{name}: no memory for {area.Width} x {area.Height} pixels.", fault);
        }

        _capacity = bytes;
    }

    private void Release()
    {
        NativeMemory.AlignedFree(_pixels);
        _pixels = null;
        _capacity = 0;
    }
}
