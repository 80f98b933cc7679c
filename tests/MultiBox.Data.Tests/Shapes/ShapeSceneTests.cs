using System.Numerics;

namespace MultiBox.Data.Tests.Shapes;

public sealed class ShapeSceneTests
{
    [Fact]
    public void A_lone_shape_has_a_box_of_exactly_the_wanted_size()
    {
        var options = new ShapesOptions { ImageSize = 200, MaxObjects = 1, MinObjectSize = 0.4f, MaxObjectSize = 0.4f };
        for (var i = 0; i < 60; i++)
        {
            var item = Assert.Single(ShapeScene.Paint(options, "train", i).Objects);
            if (item.Truncated) continue;
            // 80 pixels, less what sharp corners leave of their last pixels.
            Assert.InRange(Math.Max(item.XMax - item.XMin, item.YMax - item.YMin) + 1, 77, 81);
        }
    }

    [Fact]
    public void All_classes_truncated_occluded_and_difficult_objects_occur()
    {
        var objects = Enumerable.Range(0, 400).SelectMany(i => ShapeScene.Paint(new ShapesOptions { ImageSize = 96 }, "train", i).Objects).ToArray();
        var perClass = objects.CountBy(o => o.Kind).ToArray();
        Assert.Equal(6, perClass.Length);
        Assert.All(perClass, pair => Assert.InRange(pair.Value, objects.Length / 9, objects.Length / 4));
        Assert.InRange(objects.Count(o => o.Truncated), objects.Length / 50, objects.Length / 5);
        Assert.InRange(objects.Count(o => o.Occluded), objects.Length / 50, objects.Length / 3);
        Assert.InRange(objects.Count(o => o.Difficult), 1, objects.Length / 20);
        Assert.All(objects.Where(o => o.Difficult), o => Assert.True(o.Occluded));
    }

    [Fact]
    public void A_truncated_object_touches_the_border()
    {
        var options = new ShapesOptions { ImageSize = 96, MaxObjects = 1 };
        var truncated = Enumerable.Range(0, 200).SelectMany(i => ShapeScene.Paint(options, "val", i).Objects).Where(o => o.Truncated).ToArray();
        Assert.NotEmpty(truncated);
        Assert.All(truncated, o => Assert.True(o.XMin == 1 || o.YMin == 1 || o.XMax == 96 || o.YMax == 96));
    }

    [Fact]
    public void An_image_depends_on_seed_split_and_index()
    {
        var options = new ShapesOptions { ImageSize = 64 };
        Assert.Equal(Pixels(options, "train", 3), Pixels(options, "train", 3));
        Assert.NotEqual(Pixels(options, "train", 3), Pixels(options, "train", 4));
        Assert.NotEqual(Pixels(options, "train", 3), Pixels(options, "test", 3));
        Assert.NotEqual(Pixels(options, "train", 3), Pixels(options with { Seed = 9 }, "train", 3));

        static byte[] Pixels(ShapesOptions options, string split, int index) => ShapeScene.Paint(options, split, index).Image.Pixels;
    }

    [Theory]
    // pi * 20 * 15; ring: the same less its hole of half the radii; square 1.6 * 1.6 of the radii; the triangle of radius 1 has
    // an area of 3 * sqrt(3) / 4; a cross of half width w: 4 * w * (2 - w); a star of inner radius r: 10 triangles of sin(36) * r / 2.
    [InlineData(nameof(ShapeKind.Circle), 942.5)]
    [InlineData(nameof(ShapeKind.Ring), 706.9)]
    [InlineData(nameof(ShapeKind.Square), 768.0)]
    [InlineData(nameof(ShapeKind.Triangle), 389.7)]
    [InlineData(nameof(ShapeKind.Cross), 900.0)]
    [InlineData(nameof(ShapeKind.Star), 440.8)]
    public void Coverage_adds_up_to_the_area_and_fills_the_extent(string kind, double area)
    {
        var outline = new ShapeOutline(Enum.Parse<ShapeKind>(kind), new Vector2(40.3f, 39.6f), new Vector2(20, 15), 0.7f, 0.5f);
        var sum = 0.0;
        var (left, right) = (80, -1);
        for (var y = 0; y < 80; y++)
        {
            for (var x = 0; x < 80; x++)
            {
                var coverage = outline.Coverage(new Vector2(x + 0.5f, y + 0.5f));
                sum += coverage;
                if (coverage <= 0.02f) continue;
                left = Math.Min(left, x);
                right = Math.Max(right, x);
            }
        }

        Assert.InRange(sum, area * 0.98, area * 1.02);
        Assert.InRange(outline.Extent.X1, left - 0.6, left + 1.6);
        Assert.InRange(outline.Extent.X2, right - 0.6, right + 1.6);
    }
}
