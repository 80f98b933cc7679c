namespace MultiBox.Data;

/// <summary>How pictures are stored in a pack.</summary>
public sealed record PackOptions
{
    /// <summary>The longest side of a stored picture in pixels: larger pictures are shrunk to it once, and stored as JPEG.</summary>
    /// <value>16 or above; default null: every picture keeps its original bytes.</value>
    public int? LongestSide { get; init; }

    /// <summary>The JPEG quality of pictures that are shrunk.</summary>
    /// <value>1..100; default 90.</value>
    public int Quality { get; init; } = 90;

    /// <summary>The size in which a picture is stored.</summary>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <returns>The size, in pixels; null when the picture is not shrunk.</returns>
    public (int Width, int Height)? Shrink(int width, int height)
    {
        if (LongestSide is not { } side || Math.Max(width, height) <= side) return null;
        var scale = (double)side / Math.Max(width, height);
        return (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
    }

    // Without shrinking the quality plays no part.
    internal string Key => LongestSide is { } side ? FormattableString.Invariant($"{side} {Quality}") : "original";

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestSide ?? 16, 16, nameof(LongestSide));
        ArgumentOutOfRangeException.ThrowIfLessThan(Quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Quality, 100);
    }
}
