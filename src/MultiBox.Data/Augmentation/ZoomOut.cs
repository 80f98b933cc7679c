using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>Places the picture at random on a larger canvas of the same shape, so that objects become smaller.</summary>
/// <param name="Probability">How often, 0..1.</param>
/// <param name="MaxScale">The largest canvas, in the picture's sides.</param>
public sealed record ZoomOut(float Probability, float MaxScale)
{
    /// <summary>Chooses a canvas.</summary>
    /// <param name="random">The source of randomness.</param>
    /// <param name="region">What is shown so far.</param>
    /// <returns>A region that holds <paramref name="region"/>, or the same one.</returns>
    public ImageRegion Apply(ref RandomSequence random, ImageRegion region)
    {
        if (!random.Chance(Probability)) return region;
        var scale = random.Uniform(1, MaxScale);
        var (width, height) = (region.Width * scale, region.Height * scale);
        return new ImageRegion(
            region.X - (random.NextSingle() * (width - region.Width)), region.Y - (random.NextSingle() * (height - region.Height)), width, height);
    }
}
