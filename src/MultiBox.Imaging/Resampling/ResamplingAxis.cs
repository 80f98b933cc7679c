namespace MultiBox.Imaging;

/// <summary>
/// One axis of a resampling. Output pixel i has its centre at Offset + (i + 0.5) * Scale of the source, whose pixel j has its
/// centre at j + 0.5. An output pixel whose centre lies outside 0..Inside shows nothing of the source.
/// </summary>
/// <param name="Offset">Where the region starts, in source pixels.</param>
/// <param name="Scale">The size of an output pixel, in source pixels.</param>
/// <param name="Source">The number of source pixels.</param>
/// <param name="Inside">Where the picture ends, in source pixels: the last source pixel may reach beyond it.</param>
/// <param name="Count">The number of output pixels.</param>
internal readonly record struct ResamplingAxis(double Offset, double Scale, int Source, double Inside, int Count)
{
    /// <summary>The axis of a picture that is decoded at a fraction of its resolution.</summary>
    /// <param name="offset">Where the region starts, in pixels of the full resolution.</param>
    /// <param name="extent">The region's length, in pixels of the full resolution.</param>
    /// <param name="length">The picture's length, in pixels of the full resolution.</param>
    /// <param name="eighths">The resolution in eighths.</param>
    /// <param name="count">The number of output pixels.</param>
    public static ResamplingAxis Of(float offset, float extent, int length, int eighths, int count)
    {
        var resolution = eighths / 8.0;
        return new ResamplingAxis(offset * resolution, extent * resolution / count, DecodeRequest.Decoded(length, eighths), length * resolution, count);
    }

    /// <summary>The output pixels that show the source: from First to before End, possibly none.</summary>
    public (int First, int End) Covered()
    {
        var (first, end) = (0, Count);
        while (first < end && !(Center(first) >= 0)) first++;
        while (end > first && !(Center(end - 1) < Inside)) end--;
        return (first, end);
    }

    /// <summary>The centre of an output pixel, in source pixels.</summary>
    /// <param name="i">The output pixel.</param>
    public double Center(int i) => Offset + ((i + 0.5) * Scale);

    /// <summary>How far from its centre an output pixel looks, in source pixels.</summary>
    /// <param name="interpolation">The filter.</param>
    public double Radius(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Nearest => 0.5,
        Interpolation.Bilinear => 1,
        Interpolation.Bicubic => 2,
        Interpolation.Area => (Scale / 2) + 0.5,
        Interpolation.Lanczos => 3 * Math.Max(1, Scale),
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "Unknown interpolation."),
    };

    /// <summary>The pixels that an output pixel is made of, before and after the source's ends too.</summary>
    /// <param name="center">The output pixel's centre.</param>
    /// <param name="radius">How far it looks.</param>
    /// <returns>The first and the last one.</returns>
    public static (int Low, int High) Reach(double center, double radius) =>
        ((int)Math.Floor(center - radius - 0.5) + 1, (int)Math.Ceiling(center + radius - 0.5) - 1);

    /// <summary>The source pixels that any output pixel is made of: from First to before End; (0, 0) when there are none.</summary>
    /// <param name="interpolation">The filter.</param>
    public (int First, int End) Support(Interpolation interpolation)
    {
        var (first, end) = Covered();
        if (first == end) return (0, 0);
        if (interpolation == Interpolation.Nearest) return ((int)Center(first), (int)Center(end - 1) + 1);
        var radius = Radius(interpolation);
        return (Math.Clamp(Reach(Center(first), radius).Low, 0, Source - 1), Math.Clamp(Reach(Center(end - 1), radius).High, 0, Source - 1) + 1);
    }
}
