namespace MultiBox.Imaging;

/// <summary>How a pixel is computed from the source when a picture changes its size.</summary>
public enum Interpolation
{
    /// <summary>The source pixel under the centre.</summary>
    Nearest,

    /// <summary>Linear between the 2 x 2 nearest source pixels, not widened when shrinking: OpenCV's and PyTorch's default.</summary>
    Bilinear,

    /// <summary>The mean over the source area that the pixel covers.</summary>
    Area,

    /// <summary>Cubic convolution (a = -0.75, as OpenCV) of the 4 x 4 nearest source pixels, not widened when shrinking.</summary>
    Bicubic,

    /// <summary>Lanczos with three lobes, widened when shrinking, so that nothing is skipped.</summary>
    Lanczos,
}
