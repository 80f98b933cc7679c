using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>A decoded picture that is kept.</summary>
/// <param name="Decoded">Its pixels, all of them.</param>
/// <param name="Width">Its width at full resolution.</param>
/// <param name="Height">Its height at full resolution.</param>
/// <param name="Eighths">The resolution at which it was decoded.</param>
/// <param name="Shrinks">Whether its format has lower resolutions.</param>
internal sealed record CachedPicture(RgbImage Decoded, int Width, int Height, int Eighths, bool Shrinks)
{
    /// <summary>The memory that it takes.</summary>
    public long Bytes => Decoded.Pixels.LongLength;

    /// <summary>The pixels.</summary>
    public PixelView View => PixelView.Of(Decoded, Width, Height, Eighths);
}
