using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Pipeline.Benchmarks.Train;

/// <summary>Annotated objects that are the same on every machine.</summary>
internal static class SyntheticTruths
{
    /// <summary>The most objects of an image unless a number is given.</summary>
    public const int MostObjects = 5;

    private const int Seed = 3;
    private const double LeastSide = 0.1;
    private const double MostSide = 0.6;

    /// <summary>Makes up the objects of some images.</summary>
    /// <param name="images">How many images.</param>
    /// <param name="classCount">C, the number of classes with the background.</param>
    /// <param name="objects">How many objects an image has; null for 1 to <see cref="MostObjects"/>.</param>
    public static IReadOnlyList<GroundTruth> Of(int images, int classCount, int? objects = null)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(0, images).Select(_ => Image(random, objects ?? random.Next(1, MostObjects + 1), classCount))];
    }

    private static GroundTruth Image(Random random, int objects, int classCount) => new(
        [.. Enumerable.Range(0, objects).Select(_ => RandomBox(random))], [.. Enumerable.Range(0, objects).Select(_ => random.Next(1, classCount))]);

    private static Box RandomBox(Random random)
    {
        var (width, height) = (Side(random), Side(random));
        var (x, y) = (random.NextDouble() * (1 - width), random.NextDouble() * (1 - height));
        return new Box((float)x, (float)y, (float)(x + width), (float)(y + height));
    }

    private static double Side(Random random) => LeastSide + ((MostSide - LeastSide) * random.NextDouble());
}
