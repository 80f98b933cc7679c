using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Imaging;

namespace MultiBox.Pipeline.Benchmarks.Data;

/// <summary>
/// Paints pictures that decode and compress as photographs do: noise with as much contrast at every scale (natural pictures have a
/// spectrum of 1/f), smooth regions beside detailed ones, and a few objects with sharp outlines. The same index gives the same bytes.
/// </summary>
internal sealed class PictureGenerator
{
    /// <summary>The pictures' width, as most of VOC's.</summary>
    public const int Width = 500;

    /// <summary>The pictures' height.</summary>
    public const int Height = 375;

    /// <summary>The JPEG quality: files of about 90 kB, as VOC's.</summary>
    public const int JpegQuality = 95;

    private const int MaxObjects = 5;
    private const float Chroma = 0.22f;

    // From the largest cells to single pixels: a lens blurs the finest.
    private static readonly (int Cell, float Amplitude)[] _octaves =
        [(250, 55), (125, 40), (64, 34), (32, 30), (16, 26), (8, 24), (4, 22), (2, 22), (1, 10)];

    private RandomSequence _random;

    private PictureGenerator(RandomSequence random) => _random = random;

    /// <summary>Paints a picture.</summary>
    /// <param name="index">Which one.</param>
    /// <returns>The picture and the boxes of its 1..5 objects, in pixels.</returns>
    public static (RgbImage Image, IReadOnlyList<Box> Boxes) Paint(int index) =>
        new PictureGenerator(RandomSequence.For("bench-picture", 1, 0, index)).Paint();

    /// <summary>Boxes for a picture that has none: 1..5 of the sizes that objects have in photographs.</summary>
    /// <param name="random">The source of randomness.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    public static IReadOnlyList<Box> RandomBoxes(ref RandomSequence random, int width, int height)
    {
        var boxes = new Box[1 + random.NextInt(MaxObjects)];
        for (var i = 0; i < boxes.Length; i++)
        {
            // Small ones are as frequent as large ones: 0.1, 0.3 and 0.9 of the side are equally likely.
            var side = 0.1f * MathF.Pow(9, random.NextSingle());
            var aspect = MathF.Pow(2, random.Uniform(-0.5f, 0.5f));
            var (w, h) = (Math.Min(0.95f, side * aspect) * width, Math.Min(0.95f, side / aspect) * height);
            var (x, y) = (random.NextSingle() * (width - w), random.NextSingle() * (height - h));
            boxes[i] = new Box(x, y, x + w, y + h);
        }

        return boxes;
    }

    private (RgbImage Image, IReadOnlyList<Box> Boxes) Paint()
    {
        var pixels = Texture();
        var inside = Texture();
        var boxes = RandomBoxes(ref _random, Width, Height);
        foreach (var box in boxes) PaintEllipse(pixels, inside, box);
        var image = new RgbImage(Width, Height);
        for (var i = 0; i < pixels.Length; i++) image.Pixels[i] = (byte)Math.Clamp(pixels[i] + 0.5f, 0, 255);
        return (image, boxes);
    }

    private float[] Texture()
    {
        var pixels = new float[Width * Height * 3];
        var light = _random.Uniform(90, 150);
        for (var c = 0; c < 3; c++)
        {
            var mean = light + _random.Uniform(-30, 30);
            for (var i = c; i < pixels.Length; i += 3) pixels[i] = mean;
        }

        var detail = new float[Width * Height * 3];
        foreach (var (cell, amplitude) in _octaves) AddNoise(cell > 32 ? pixels : detail, cell, amplitude);
        // Sky beside leaves: how much detail there is changes slowly over the picture.
        var strength = new float[Width * Height * 3];
        AddNoise(strength, 150, 1);
        for (var i = 0; i < pixels.Length; i++) pixels[i] += detail[i] * Math.Clamp(0.85f + strength[i - (i % 3)], 0.15f, 1.7f);
        return pixels;
    }

    // Value noise: random values at the corners of cells, blended smoothly in between. The channels mostly agree.
    private void AddNoise(float[] pixels, int cell, float amplitude)
    {
        var (columns, rows) = ((Width / cell) + 2, (Height / cell) + 2);
        var corners = new float[columns * rows * 3];
        for (var i = 0; i < corners.Length; i += 3)
        {
            var light = _random.Uniform(-amplitude, amplitude);
            for (var c = 0; c < 3; c++) corners[i + c] = light + (Chroma * _random.Uniform(-amplitude, amplitude));
        }

        var line = new float[columns * 3];
        for (var y = 0; y < Height; y++)
        {
            var (j, v) = Position(y, cell);
            for (var i = 0; i < line.Length; i++) line[i] = float.Lerp(corners[(j * line.Length) + i], corners[((j + 1) * line.Length) + i], v);
            for (var x = 0; x < Width; x++)
            {
                var (k, u) = Position(x, cell);
                var target = ((y * Width) + x) * 3;
                for (var c = 0; c < 3; c++) pixels[target + c] += float.Lerp(line[(k * 3) + c], line[((k + 1) * 3) + c], u);
            }
        }
    }

    private static (int Corner, float Blend) Position(int pixel, int cell)
    {
        var corner = pixel / cell;
        var t = (pixel - (corner * cell)) / (float)cell;
        return (corner, t * t * (3 - (2 * t)));
    }

    private static void PaintEllipse(float[] pixels, float[] inside, Box box)
    {
        var center = box.ToCenter();
        for (var y = (int)box.Y1; y < box.Y2; y++)
        {
            for (var x = (int)box.X1; x < box.X2; x++)
            {
                var (u, v) = (2 * (x + 0.5f - center.Cx) / box.Width, 2 * (y + 0.5f - center.Cy) / box.Height);
                if ((u * u) + (v * v) > 1) continue;
                var i = ((y * Width) + x) * 3;
                inside.AsSpan(i, 3).CopyTo(pixels.AsSpan(i, 3));
            }
        }
    }
}
