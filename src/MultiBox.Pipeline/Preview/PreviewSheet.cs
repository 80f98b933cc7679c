using System.Globalization;
using MultiBox.Boxes;
using MultiBox.Imaging;

namespace MultiBox.Pipeline.Preview;

/// <summary>
/// Draws samples side by side: ground truths as thick boxes with the names of their classes, the default boxes matched to them as thin ones,
/// both in the colour of the class, and beneath each what it is. The same samples give the same bytes on every machine.
/// </summary>
/// <param name="classes">The names of the classes, without the background.</param>
/// <param name="defaultBoxes">The default boxes.</param>
internal sealed class PreviewSheet(IReadOnlyList<string> classes, DefaultBoxes defaultBoxes)
{
    /// <summary>The side of a sample's picture on the sheet, in pixels; a larger input keeps its size up to <see cref="LargestSide"/>.</summary>
    public const int SmallestSide = 360;

    /// <summary>The largest side of a sample's picture on the sheet, in pixels.</summary>
    public const int LargestSide = 512;

    /// <summary>The margin around each picture, in pixels.</summary>
    public const int Gap = 12;

    /// <summary>The height of the line at the top, in pixels.</summary>
    public const int HeaderHeight = 44;

    /// <summary>The height of the line beneath each picture, in pixels.</summary>
    public const int CaptionHeight = 26;

    private const float ObjectLine = 2.6f;
    private const float DefaultBoxLine = 1;
    private const float HeaderText = 17;
    private const float CaptionText = 14;

    private static readonly RgbColor _ground = new(250, 250, 248);
    private static readonly RgbColor _ink = new(28, 30, 34);

    /// <summary>Draws a sheet.</summary>
    /// <param name="title">The line at the top.</param>
    /// <param name="samples">The samples; at least one.</param>
    /// <param name="columns">How many stand side by side.</param>
    public RgbImage Draw(string title, IReadOnlyList<PreviewSample> samples, int columns)
    {
        columns = Math.Min(columns, samples.Count);
        var side = Math.Clamp(samples[0].Picture.Width, SmallestSide, LargestSide);
        var rows = (samples.Count + columns - 1) / columns;
        var sheet = new RgbImage(Gap + (columns * (side + Gap)), HeaderHeight + (rows * (side + CaptionHeight + Gap)), _ground.R);
        var tiles = new RgbImage[samples.Count];
        Parallel.For(0, samples.Count, i => tiles[i] = Tile(samples[i], side));
        for (var i = 0; i < tiles.Length; i++)
        {
            var (x, y) = Place(i, columns, side);
            for (var row = 0; row < side; row++)
            {
                tiles[i].Pixels.AsSpan(row * side * 3, side * 3).CopyTo(sheet.Pixels.AsSpan((((y + row) * sheet.Width) + x) * 3));
            }
        }

        using var canvas = new Canvas(sheet);
        Header(canvas, title, sheet.Width);
        for (var i = 0; i < samples.Count; i++)
        {
            var (x, y) = Place(i, columns, side);
            canvas.DrawText(Caption(samples[i]), x, y + side + (0.72f * CaptionHeight), CaptionText, _ink, side);
        }

        return canvas.ToImage();
    }

    /// <summary>The corner of a sample's picture on the sheet.</summary>
    /// <param name="index">The sample's position.</param>
    /// <param name="columns">How many stand side by side.</param>
    /// <param name="side">The pictures' side.</param>
    public static (int X, int Y) Place(int index, int columns, int side) =>
        (Gap + (index % columns * (side + Gap)), HeaderHeight + (index / columns * (side + CaptionHeight + Gap)));

    // What stands beneath a sample.
    private static string Caption(PreviewSample sample)
    {
        var (objects, positives) = (sample.GroundTruth.Boxes.Count, sample.Match.PositiveCount);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{sample.ImageId}: {objects} {(objects == 1 ? "object" : "objects")}, {positives} {(positives == 1 ? "positive" : "positives")}");
    }

    // The title on the left, the classes with their colours on the right as far as there is room.
    private void Header(Canvas canvas, string title, int width)
    {
        const float baseLine = 0.64f * HeaderHeight;
        const float swatch = 13;
        const float space = 16;
        var left = Gap + canvas.DrawText(title, Gap, baseLine, HeaderText, _ink, width - (2 * Gap)) + (2 * space);
        var shown = classes.ToList();
        while (shown.Count > 0 && left + Widths(shown) > width - Gap) shown.RemoveAt(shown.Count - 1);
        var x = width - Gap - Widths(shown) + space;
        for (var i = 0; i < shown.Count; i++)
        {
            canvas.Fill(new ImageRegion(x, baseLine - swatch + 1, swatch, swatch), ClassPalette.ColorOf(i));
            x += swatch + 5;
            x += canvas.DrawText(shown[i], x, baseLine, CaptionText, _ink) + space;
        }

        static float Widths(List<string> names) => names.Sum(name => swatch + 5 + Canvas.MeasureText(name, CaptionText) + space);
    }

    private RgbImage Tile(PreviewSample sample, int side)
    {
        var enlarged = sample.Picture.Width <= side;
        using var canvas = new Canvas(ImageResizer.Resize(sample.Picture, side, side, enlarged ? Interpolation.Bicubic : Interpolation.Area), ObjectLine);
        var (boxes, labels) = (sample.GroundTruth.Boxes, sample.GroundTruth.Labels);
        var corners = defaultBoxes.Corners;
        for (var a = 0; a < corners.Length; a++)
        {
            if (sample.Match.GroundTruth[a] is >= 0 and var truth) canvas.DrawOutline(Region(corners[a], side), ColorOf(labels[truth]), DefaultBoxLine, 0.75f);
        }

        // The largest first, so that small objects are not covered; then the names, on top of all boxes.
        List<int> order = [.. Enumerable.Range(0, boxes.Count).OrderByDescending(i => boxes[i].Area)];
        foreach (var i in order) canvas.DrawBox(Region(boxes[i], side), ColorOf(labels[i]));
        var places = new LabelPlaces(side);
        foreach (var i in order)
        {
            var name = classes[labels[i] - 1];
            var (x, y) = places.Take(Region(boxes[i], side), canvas.LabelSize(name));
            canvas.DrawLabel(name, x, y, ColorOf(labels[i]));
        }

        return canvas.ToImage();
    }

    private static RgbColor ColorOf(int label) => ClassPalette.ColorOf(label - 1);

    private static ImageRegion Region(Box box, int side) => new(box.X1 * side, box.Y1 * side, box.Width * side, box.Height * side);
}
