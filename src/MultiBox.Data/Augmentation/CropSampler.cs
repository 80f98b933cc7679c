using MultiBox.Boxes;
using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>
/// Tries random crops until one overlaps some object enough and holds the centre of an object (SSD, arXiv:1512.02325,
/// sec. 2.2). With no objects at all, the first crop serves.
/// </summary>
/// <param name="MinOverlap">The least IoU of the crop with some object.</param>
/// <param name="MinScale">The smallest crop, as the square root of its share of the canvas.</param>
/// <param name="MaxScale">The largest crop, as the square root of its share of the canvas.</param>
/// <param name="MinAspect">The lowest ratio of relative width to relative height.</param>
/// <param name="MaxAspect">The highest ratio of relative width to relative height.</param>
/// <param name="Trials">The number of crops tried.</param>
public sealed record CropSampler(float MinOverlap, float MinScale, float MaxScale, float MinAspect, float MaxAspect, int Trials)
{
    /// <summary>Tries to find a crop.</summary>
    /// <param name="random">The source of randomness.</param>
    /// <param name="canvas">What may be cropped, in original pixels.</param>
    /// <param name="pixelBoxes">The objects, in original pixels.</param>
    /// <returns>A crop inside the canvas, in original pixels; null when no trial fits.</returns>
    public ImageRegion? Sample(ref RandomSequence random, ImageRegion canvas, IReadOnlyList<Box> pixelBoxes)
    {
        ArgumentNullException.ThrowIfNull(pixelBoxes);
        for (var trial = 0; trial < Trials; trial++)
        {
            var scale = random.Uniform(MinScale, MaxScale);
            // Within these limits neither side is longer than the canvas.
            var aspect = random.Uniform(Math.Max(MinAspect, scale * scale), Math.Min(MaxAspect, 1 / (scale * scale)));
            var width = Math.Min(1, scale * MathF.Sqrt(aspect)) * canvas.Width;
            var height = Math.Min(1, scale / MathF.Sqrt(aspect)) * canvas.Height;
            var crop = new ImageRegion(
                canvas.X + (random.NextSingle() * (canvas.Width - width)), canvas.Y + (random.NextSingle() * (canvas.Height - height)), width, height);
            if (Accepts(crop, pixelBoxes)) return crop;
        }

        return null;
    }

    private bool Accepts(ImageRegion crop, IReadOnlyList<Box> boxes)
    {
        if (boxes.Count == 0) return true;
        var area = new Box(crop.X, crop.Y, crop.X + crop.Width, crop.Y + crop.Height);
        var overlaps = false;
        var holdsCenter = false;
        // By index: an enumerator would be allocated for each trial.
        for (var i = 0; i < boxes.Count; i++)
        {
            var box = boxes[i];
            var shared = new Box(
                Math.Max(area.X1, box.X1), Math.Max(area.Y1, box.Y1), Math.Min(area.X2, box.X2), Math.Min(area.Y2, box.Y2)).Area;
            overlaps |= shared >= MinOverlap * (area.Area + box.Area - shared);
            var center = box.ToCenter();
            holdsCenter |= center.Cx >= area.X1 && center.Cx <= area.X2 && center.Cy >= area.Y1 && center.Cy <= area.Y2;
        }

        return overlaps && holdsCenter;
    }
}
