using MultiBox.Boxes;

namespace MultiBox.Data.Tests.Health;

/// <summary>Tiny data sets without files.</summary>
internal static class HealthFixture
{
    /// <summary>An object of class 1 by its corners in original pixels.</summary>
    public static AnnotatedObject Item(float x1, float y1, float x2, float y2, int label = 1) => new(label, new Box(x1, y1, x2, y2), Difficult: false, Truncated: false);

    /// <summary>An image of 200 x 100 pixels.</summary>
    public static ImageRecord Image(string id, params AnnotatedObject[] objects) => Image(id, 200, 100, objects);

    public static ImageRecord Image(string id, int width, int height, params AnnotatedObject[] objects) =>
        new(id, "voc", new PictureLocation($"/voc/JPEGImages/{id}.jpg"), $"/voc/Annotations/{id}.xml", width, height, objects);

    public static PreparedSplit Split(string name, params ImageRecord[] records) => new(name, records, "", [], BadDataReport.Empty, records.Length, 0);

    public static HealthRequest Request(params PreparedSplit[] splits) => new() { ClassNames = ["cat", "dog"], Splits = splits, InputSize = 100 };

    /// <summary>One map of squares: each cell, of an equal division, has one box around its centre.</summary>
    public static DefaultBoxes Squares(int cells, float side)
    {
        var boxes = new List<Box>();
        for (var y = 0; y < cells; y++)
        {
            for (var x = 0; x < cells; x++) boxes.Add(new CenterBox((x + 0.5f) / cells, (y + 0.5f) / cells, side, side).ToCorner());
        }

        return new DefaultBoxes([.. boxes], [boxes.Count]);
    }
}
