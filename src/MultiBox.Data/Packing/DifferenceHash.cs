using System.Numerics;
using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>
/// A picture's look in 64 bits: on a grid of 9 x 8 mean brightnesses a bit says whether a cell's right neighbour is brighter. It
/// stays nearly the same when a picture is encoded anew or resized, and changes with what is in it.
/// </summary>
public static class DifferenceHash
{
    /// <summary>
    /// In how many bits near-duplicates differ at most. Photographs that were encoded anew at quality 30 or better differ in up to 3,
    /// unrelated ones hardly ever in fewer than 10.
    /// </summary>
    public const int NearDuplicateBits = 4;

    private const int Columns = 9;
    private const int Rows = 8;

    /// <summary>The hash of a picture; a thumbnail will do.</summary>
    /// <param name="image">The picture.</param>
    public static ulong Of(RgbImage image)
    {
        Span<long> cells = stackalloc long[Columns * Rows];
        BrightnessGrid.Fill(image, Columns, Rows, cells);
        var hash = 0UL;
        for (var y = 0; y < Rows; y++)
        {
            for (var x = 0; x < Columns - 1; x++)
            {
                if (cells[(y * Columns) + x] < cells[(y * Columns) + x + 1]) hash |= 1UL << ((y * (Columns - 1)) + x);
            }
        }

        return hash;
    }

    /// <summary>In how many bits two hashes differ, 0..64.</summary>
    /// <param name="a">One hash.</param>
    /// <param name="b">Another.</param>
    public static int Distance(ulong a, ulong b) => BitOperations.PopCount(a ^ b);
}
