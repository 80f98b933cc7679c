namespace MultiBox.Abstractions;

/// <summary>
/// How a backbone wants its pixels: (value - mean) / deviation for each of red, green and blue, with values of 0..255. The
/// channels are in the order R, G, B.
/// </summary>
/// <param name="Mean">Mean of R, G, B in 0..255.</param>
/// <param name="Deviation">Divisor of R, G, B in 0..255.</param>
public sealed record PixelNormalization(Rgb Mean, Rgb Deviation)
{
    /// <summary>The ImageNet statistics that torchvision's backbones use.</summary>
    public static PixelNormalization ImageNet { get; } =
        new(new Rgb(123.675f, 116.28f, 103.53f), new Rgb(58.395f, 57.12f, 57.375f));
}
