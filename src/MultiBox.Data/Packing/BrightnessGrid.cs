using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>The brightness of a picture's parts, in whole numbers, so that it is the same on every machine.</summary>
internal static class BrightnessGrid
{
    // ITU-R BT.601, as JPEG, in 256ths.
    private const int Red = 77, Green = 150, Blue = 29, Unit = 256;

    /// <summary>Lays a grid over a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="columns">Cells in a row.</param>
    /// <param name="rows">Rows of cells.</param>
    /// <param name="cells">
    /// Receives the mean brightness of each cell, 0..255, row by row, times <see cref="Scale"/>; a pixel on a border counts by its parts.
    /// </param>
    public static void Fill(RgbImage image, int columns, int rows, Span<long> cells)
    {
        cells.Clear();
        Span<long> line = stackalloc long[columns];
        for (var y = 0; y < image.Height; y++)
        {
            FillLine(image.Pixels.AsSpan(y * image.Width * 3, image.Width * 3), image.Width, line);
            var (row, last) = Cells(y, rows, image.Height);
            for (; row <= last; row++)
            {
                var share = Share(y, row, rows, image.Height);
                for (var x = 0; x < columns; x++) cells[(row * columns) + x] += share * line[x];
            }
        }
    }

    /// <summary>What the brightness of a picture's cells is multiplied by.</summary>
    /// <param name="image">The picture.</param>
    public static long Scale(RgbImage image) => (long)image.Width * image.Height * Unit;

    private static void FillLine(ReadOnlySpan<byte> pixels, int width, Span<long> line)
    {
        line.Clear();
        for (var x = 0; x < width; x++)
        {
            var brightness = (Red * pixels[x * 3]) + (Green * pixels[(x * 3) + 1]) + (Blue * pixels[(x * 3) + 2]);
            var (cell, last) = Cells(x, line.Length, width);
            for (; cell <= last; cell++) line[cell] += Share(x, cell, line.Length, width) * brightness;
        }
    }

    // The first and last of `count` cells over `length` pixels that a pixel lies in.
    private static (int First, int Last) Cells(int pixel, int count, int length) =>
        ((int)((long)pixel * count / length), (int)((((long)(pixel + 1) * count) - 1) / length));

    // How much of a cell a pixel covers, in parts of which every cell has `length`.
    private static long Share(int pixel, int cell, int count, int length) =>
        Math.Min((long)(pixel + 1) * count, (long)(cell + 1) * length) - Math.Max((long)pixel * count, (long)cell * length);
}
