using System.Numerics;
using MultiBox.Boxes;
using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>
/// Paints one picture: a textured background with lines and noise, shapes upon it, and for each pixel which shape it shows, from
/// which the annotations follow exactly.
/// </summary>
internal sealed class ShapeScene
{
    // A shape hidden by more than this share is difficult; one that shows less than the second share is not annotated.
    private const float DifficultFrom = 0.6f;
    private const float LeastVisible = 0.05f;

    private readonly int _size;
    private readonly ShapesOptions _options;
    private readonly RgbImage _image;
    private readonly byte[] _shown;
    private readonly List<(ShapeKind Kind, ShapeOutline Outline, int Pixels)> _shapes = [];

    private ShapeScene(ShapesOptions options)
    {
        _options = options;
        _size = options.ImageSize;
        _image = new RgbImage(_size, _size);
        _shown = new byte[_size * _size];
    }

    /// <summary>Paints a picture.</summary>
    /// <param name="options">The data set's options.</param>
    /// <param name="split">The split's name.</param>
    /// <param name="index">The picture's position in its split.</param>
    /// <returns>The picture and its annotations.</returns>
    public static (RgbImage Image, IReadOnlyList<ShapeObject> Objects) Paint(ShapesOptions options, string split, int index)
    {
        var random = RandomSequence.For("shapes-" + split, options.Seed, 0, index);
        var scene = new ShapeScene(options);
        var ground = scene.PaintBackground(ref random);
        scene.PaintShapes(ref random, ground);
        scene.AddNoise(ref random);
        return (scene._image, scene.Annotate());
    }

    private static Vector3 RandomColor(ref RandomSequence random, float maxSaturation)
    {
        var color = new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle());
        var gray = Vector3.Dot(color, new Vector3(1 / 3f));
        return Vector3.Lerp(new Vector3(gray), color, maxSaturation) * 255;
    }

    private Vector3 PaintBackground(ref RandomSequence random)
    {
        var first = RandomColor(ref random, 0.6f);
        var second = Vector3.Lerp(first, RandomColor(ref random, 0.6f), 0.6f);
        var texture = new ShapeTexture(ref random, first, second, random.Uniform(3, 12));
        for (var y = 0; y < _size; y++)
        {
            for (var x = 0; x < _size; x++) Set(x, y, texture.At(new Vector2(x, y) / _size));
        }

        // Lines that belong to no class: an edge alone must not be an object.
        for (var lines = random.NextInt(6); lines > 0; lines--) PaintLine(ref random, Vector3.Lerp(first, RandomColor(ref random, 0.6f), 0.7f));
        return texture.Mean;
    }

    private void PaintLine(ref RandomSequence random, Vector3 color)
    {
        var from = new Vector2(random.NextSingle(), random.NextSingle()) * _size;
        var to = new Vector2(random.NextSingle(), random.NextSingle()) * _size;
        var radius = random.Uniform(0.4f, 1.2f) * _size / 192;
        var steps = Math.Max(1, (int)(to - from).Length());
        for (var i = 0; i <= steps; i++)
        {
            var p = Vector2.Lerp(from, to, (float)i / steps);
            for (var y = Math.Max(0, (int)(p.Y - radius - 1)); y <= Math.Min(_size - 1, (int)(p.Y + radius + 1)); y++)
            {
                for (var x = Math.Max(0, (int)(p.X - radius - 1)); x <= Math.Min(_size - 1, (int)(p.X + radius + 1)); x++)
                {
                    if ((new Vector2(x + 0.5f, y + 0.5f) - p).Length() < radius + 0.25f) Set(x, y, color);
                }
            }
        }
    }

    private void PaintShapes(ref RandomSequence random, Vector3 ground)
    {
        var count = 1 + random.NextInt(_options.MaxObjects);
        // Many objects are smaller ones, or there would be no room.
        var largest = Math.Max(_options.MinObjectSize, _options.MaxObjectSize * Math.Min(1, MathF.Sqrt(2.5f / count)));
        for (var i = 0; i < count; i++)
        {
            var kind = (ShapeKind)random.NextInt(ShapesDataset.ClassNames.Count);
            if (Place(ref random, kind, largest) is not { } outline) continue;
            var color = ContrastingColor(ref random, ground);
            var other = Vector3.Lerp(color, ContrastingColor(ref random, ground), 0.5f);
            PaintShape(kind, outline, new ShapeTexture(ref random, color, other, random.Uniform(1, 3)));
        }
    }

    private static Vector3 ContrastingColor(ref RandomSequence random, Vector3 ground)
    {
        var color = RandomColor(ref random, 1);
        for (var trial = 0; trial < 20 && (color - ground).Length() < 90; trial++) color = RandomColor(ref random, 1);
        return color;
    }

    private ShapeOutline? Place(ref RandomSequence random, ShapeKind kind, float largest)
    {
        // Some shapes may hide others, some may reach out of the picture; most do neither.
        var mostShared = random.Chance(0.2f) ? 0.75f : 0.2f;
        var reachesOut = random.Chance(0.15f);
        for (var trial = 0; trial < 12; trial++)
        {
            var hole = kind switch
            {
                ShapeKind.Ring => random.Uniform(0.5f, 0.68f),
                ShapeKind.Cross => random.Uniform(0.26f, 0.36f),
                _ => random.Uniform(0.38f, 0.46f),
            };
            var radii = new Vector2(1, random.Uniform(0.8f, 1));
            var angle = random.Uniform(0, 2 * MathF.PI);
            // The size is that of the box, which depends on the angle.
            var unit = new ShapeOutline(kind, Vector2.Zero, radii, angle, hole).Extent;
            var side = random.Uniform(_options.MinObjectSize, largest) * _size;
            radii *= side / Math.Max(unit.Width, unit.Height);
            var margin = reachesOut ? side * 0.1f : (side / 2) + 1;
            var outline = new ShapeOutline(kind, RandomCenter(ref random, margin), radii, angle, hole);
            if (_shapes.TrueForAll(earlier => Shared(earlier.Outline.Extent, outline.Extent) <= mostShared)) return outline;
        }

        // The first shape always fits.
        return null;
    }

    private Vector2 RandomCenter(ref RandomSequence random, float margin) =>
        new(random.Uniform(margin, _size - margin), random.Uniform(margin, _size - margin));

    private static float Shared(Box a, Box b)
    {
        var shared = new Box(Math.Max(a.X1, b.X1), Math.Max(a.Y1, b.Y1), Math.Min(a.X2, b.X2), Math.Min(a.Y2, b.Y2)).Area;
        return shared / Math.Min(a.Area, b.Area);
    }

    private void PaintShape(ShapeKind kind, ShapeOutline outline, ShapeTexture texture)
    {
        var box = outline.Extent.Clip(_size, _size);
        var pixels = 0;
        for (var y = Math.Max(0, (int)box.Y1 - 1); y < Math.Min(_size, (int)box.Y2 + 2); y++)
        {
            for (var x = Math.Max(0, (int)box.X1 - 1); x < Math.Min(_size, (int)box.X2 + 2); x++)
            {
                var point = new Vector2(x + 0.5f, y + 0.5f);
                var coverage = outline.Coverage(point);
                if (coverage <= 0) continue;
                Set(x, y, Vector3.Lerp(Get(x, y), texture.At(outline.ToLocal(point)), coverage));
                if (coverage < 0.5f) continue;
                pixels++;
                _shown[(y * _size) + x] = (byte)(_shapes.Count + 1);
            }
        }

        _shapes.Add((kind, outline, pixels));
    }

    private void AddNoise(ref RandomSequence random)
    {
        var amplitude = 1 + random.NextInt(12);
        var pixels = _image.Pixels;
        for (var i = 0; i < pixels.Length; i += 3)
        {
            // One draw holds enough bits for all three channels.
            var bits = random.NextBits();
            for (var c = 0; c < 3; c++, bits >>= 20)
            {
                var noise = ((int)(bits & 0xFFFF) * ((2 * amplitude) + 1) >> 16) - amplitude;
                pixels[i + c] = (byte)Math.Clamp(pixels[i + c] + noise, 0, 255);
            }
        }
    }

    private List<ShapeObject> Annotate()
    {
        var visible = new int[_shapes.Count];
        var boxes = new (int X1, int Y1, int X2, int Y2)[_shapes.Count];
        Array.Fill(boxes, (_size, _size, -1, -1));
        for (var i = 0; i < _shown.Length; i++)
        {
            if (_shown[i] == 0) continue;
            var shape = _shown[i] - 1;
            var (x, y) = (i % _size, i / _size);
            var (x1, y1, x2, y2) = boxes[shape];
            boxes[shape] = (Math.Min(x1, x), Math.Min(y1, y), Math.Max(x2, x), Math.Max(y2, y));
            visible[shape]++;
        }

        var objects = new List<ShapeObject>();
        foreach (var ((kind, outline, pixels), i) in _shapes.Select((shape, i) => (shape, i)))
        {
            if (visible[i] == 0 || visible[i] < LeastVisible * pixels) continue;
            var extent = outline.Extent;
            // Half a pixel: what does not reach the centre of a pixel beyond the border leaves nothing out.
            var truncated = Math.Min(extent.X1, extent.Y1) < -0.5f || Math.Max(extent.X2, extent.Y2) > _size + 0.5f;
            var (x1, y1, x2, y2) = boxes[i];
            objects.Add(new ShapeObject(
                kind, x1 + 1, y1 + 1, x2 + 1, y2 + 1, truncated, visible[i] < 0.95f * pixels, visible[i] < (1 - DifficultFrom) * pixels));
        }

        return objects;
    }

    private Vector3 Get(int x, int y)
    {
        var i = ((y * _size) + x) * 3;
        return new Vector3(_image.Pixels[i], _image.Pixels[i + 1], _image.Pixels[i + 2]);
    }

    private void Set(int x, int y, Vector3 color)
    {
        var i = ((y * _size) + x) * 3;
        color = Vector3.Clamp(color + new Vector3(0.5f), Vector3.Zero, new Vector3(255));
        (_image.Pixels[i], _image.Pixels[i + 1], _image.Pixels[i + 2]) = ((byte)color.X, (byte)color.Y, (byte)color.Z);
    }
}
