using MultiBox.Imaging;

namespace MultiBox.Pipeline.Preview;

/// <summary>Finds places for the names of objects on a picture, where no other name stands if there is one.</summary>
/// <param name="side">The picture's width and height in pixels.</param>
internal sealed class LabelPlaces(int side)
{
    private readonly List<ImageRegion> _taken = [];

    /// <summary>The place of the next label: above its box, else inside of it, beneath it or at its right end.</summary>
    /// <param name="box">The object's box in pixels.</param>
    /// <param name="size">The label's size in pixels.</param>
    /// <returns>The label's upper left corner.</returns>
    public (float X, float Y) Take(ImageRegion box, (float Width, float Height) size)
    {
        var (left, right) = (box.X, box.X + box.Width - size.Width);
        var (above, inside, bottom, beneath) = (box.Y - size.Height, box.Y, box.Y + box.Height - size.Height, box.Y + box.Height);
        (float X, float Y)[] candidates = [(left, above), (right, above), (left, beneath), (right, beneath), (left, inside), (right, inside), (left, bottom), (right, bottom)];
        var areas = candidates.Select(place => Inside(place.X, place.Y, size)).ToList();

        // Where every place is taken, the one of which the least is covered.
        var best = areas.MinBy(Covered);
        _taken.Add(best);
        return (best.X, best.Y);
    }

    private ImageRegion Inside(float x, float y, (float Width, float Height) size) => new(
        Math.Max(0, Math.Min(x, side - size.Width)), Math.Max(0, Math.Min(y, side - size.Height)), size.Width, size.Height);

    private float Covered(ImageRegion area) => _taken.Sum(other =>
        Math.Max(0, Math.Min(area.X + area.Width, other.X + other.Width) - Math.Max(area.X, other.X)) *
        Math.Max(0, Math.Min(area.Y + area.Height, other.Y + other.Height) - Math.Max(area.Y, other.Y)));
}
