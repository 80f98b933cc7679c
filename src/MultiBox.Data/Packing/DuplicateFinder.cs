using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>
/// Finds the pictures that two splits share. What is trained on one of them cannot be judged by the other: the picture leaks. Files
/// that are equal are found by their SHA-256; near-duplicates by their <see cref="DifferenceHash"/>, and those are then compared.
/// </summary>
public static class DuplicateFinder
{
    // Near-duplicates are as bright in each of 16 x 16 parts, but for what another encoder makes of it. It tells plain pictures apart,
    // whose hashes say little.
    private const int GridSide = 16;
    private const float LargestMeanDifference = 8;

    /// <summary>Finds for each picture of the second split the one of the first that is nearest to it, if any is near.</summary>
    /// <param name="first">A split's pack.</param>
    /// <param name="second">Another split's pack.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>At most one entry for each picture of the second split, in its order.</returns>
    public static IReadOnlyList<SharedPicture> Find(DatasetPack first, DatasetPack second, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var byContent = new Dictionary<Sha256Sum, int>();
        for (var i = 0; i < first.Records.Count; i++) byContent.TryAdd(first.Index.Pictures[i].Content, i);
        ulong[] hashes = [.. first.Index.Pictures.Select(picture => picture.DifferenceHash)];
        var grids = new Lazy<float[]>[hashes.Length];
        for (var i = 0; i < grids.Length; i++)
        {
            var index = i;
            grids[i] = new Lazy<float[]>(() => Grid(first, index));
        }

        var found = new SharedPicture?[second.Records.Count];
        Parallel.For(0, found.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var picture = second.Index.Pictures[i];
            found[i] = byContent.TryGetValue(picture.Content, out var equal)
                ? new SharedPicture(equal, i, IsExact: true)
                : Nearest(hashes, grids, picture.DifferenceHash, () => Grid(second, i)) is { } near ? new SharedPicture(near, i, IsExact: false) : null;
        });
        return [.. found.OfType<SharedPicture>()];
    }

    private static int? Nearest(ulong[] hashes, Lazy<float[]>[] grids, ulong hash, Func<float[]> makeGrid)
    {
        var (best, bestBits) = (default(int?), DifferenceHash.NearDuplicateBits + 1);
        float[]? grid = null;
        for (var i = 0; i < hashes.Length; i++)
        {
            var bits = DifferenceHash.Distance(hashes[i], hash);
            if (bits < bestBits && MeanDifference(grids[i].Value, grid ??= makeGrid()) <= LargestMeanDifference) (best, bestBits) = (i, bits);
        }

        return best;
    }

    private static float[] Grid(DatasetPack pack, int index)
    {
        var cells = new float[GridSide * GridSide];
        try
        {
            byte[] buffer = [];
            var thumbnail = Thumbnail.Decode(pack.Read(index, ref buffer), pack.Records[index].Picture.ToString());
            Span<long> sums = stackalloc long[cells.Length];
            BrightnessGrid.Fill(thumbnail.Image, GridSide, GridSide, sums);
            for (var i = 0; i < cells.Length; i++) cells[i] = (float)sums[i] / BrightnessGrid.Scale(thumbnail.Image);
        }
        catch (InvalidDataException)
        {
            // A damaged picture is near to none; whoever needs it will be told.
            Array.Fill(cells, float.NaN);
        }

        return cells;
    }

    private static float MeanDifference(float[] a, float[] b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++) sum += MathF.Abs(a[i] - b[i]);
        return sum / a.Length;
    }
}
