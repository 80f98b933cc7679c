namespace MultiBox.Boxes.Tests;

/// <summary>Random boxes for laws that must hold for all.</summary>
internal static class RandomBoxes
{
    /// <summary>A box somewhere around the unit square, at least 0.001 wide and high.</summary>
    public static Box NextBox(this Random random)
    {
        var center = new CenterBox((random.NextSingle() * 1.2f) - 0.1f, (random.NextSingle() * 1.2f) - 0.1f, Side(random), Side(random));
        return center.ToCorner();
    }

    /// <summary>Boxes somewhere around the unit square.</summary>
    public static Box[] NextBoxes(this Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextBox())];

    /// <summary>Boxes with corners on a coarse grid: many ties, many equal boxes, some empty ones.</summary>
    public static Box[] NextGridBoxes(this Random random, int count) =>
    [
        .. Enumerable.Range(0, count).Select(_ =>
        {
            var (x, y) = (random.Next(5), random.Next(5));
            return new Box(x / 8f, y / 8f, (x + random.Next(4)) / 8f, (y + random.Next(4)) / 8f);
        }),
    ];

    private static float Side(Random random) => 0.001f + (0.6f * random.NextSingle() * random.NextSingle());
}
