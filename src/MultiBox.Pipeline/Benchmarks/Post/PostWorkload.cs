using System.Runtime.InteropServices;
using MultiBox.Boxes;
using MultiBox.Pipeline.Benchmarks.Networks;

namespace MultiBox.Pipeline.Benchmarks.Post;

/// <summary>Decoding the output of a network for one image: random numbers that are the same on every machine.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Boxes">A, the number of default boxes.</param>
/// <param name="Classes">C, the number of classes with the background.</param>
/// <param name="IsBusy">Whether many boxes of many classes are above the threshold, the worst case; otherwise one in a hundred is.</param>
internal sealed record PostWorkload(string Name, int Boxes, int Classes, bool IsBusy)
{
    private const int Seed = 11;
    private const float BackgroundLogit = 8;

    private readonly Box[] _defaultBoxes = RandomBoxes(Boxes);
    private readonly float[] _offsets = RandomOffsets(Boxes);
    private readonly float[] _logits = RandomLogits(Boxes, Classes, IsBusy);

    /// <summary>Ours.</summary>
    /// <param name="options">Thresholds and limits.</param>
    /// <param name="hasPeers">Whether peers do the same.</param>
    public Workload Timed(DetectionDecoderOptions options, bool hasPeers = true)
    {
        var decoder = new PerClassDecoder(new DefaultBoxes(_defaultBoxes, [Boxes]), new BoxCoder(Variances.Ssd, BoxCoder.TorchvisionMaxLogSize), Classes, options);
        return Workload.Timed(
            Name,
            _ =>
            {
                decoder.Decode(_offsets, _logits);
                return 1;
            },
            hasPeers: hasPeers);
    }

    /// <summary>The same for peers.</summary>
    /// <param name="folder">Where the numbers go.</param>
    /// <param name="options">Thresholds and limits.</param>
    public object Manifest(BenchFolder folder, DetectionDecoderOptions options) => new
    {
        Name,
        Kind = "post",
        Classes,
        Offsets = Write(folder[$"{Name}.offsets"], _offsets),
        Logits = Write(folder[$"{Name}.logits"], _logits),
        DefaultBoxes = Write(folder[$"{Name}.boxes"], MemoryMarshal.Cast<Box, float>(_defaultBoxes)),
        Variances = BenchNetwork.Variances(Variances.Ssd),
        options.ScoreThreshold,
        options.NmsThreshold,
        options.TopK,
        options.MaxDetections,
    };

    private static string Write(string path, ReadOnlySpan<float> values)
    {
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(values).ToArray());
        return path;
    }

    private static Box[] RandomBoxes(int count)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(0, count).Select(_ => new CenterBox(Next(0, 1), Next(0, 1), Next(0.05f, 0.4f), Next(0.05f, 0.4f)).ToCorner())];

        float Next(float low, float high) => low + ((high - low) * random.NextSingle());
    }

    private static float[] RandomOffsets(int boxes)
    {
        var random = new Random(Seed + 1);
        return [.. Enumerable.Range(0, 4 * boxes).Select(_ => random.NextSingle() - 0.5f)];
    }

    // Normal logits: with 21 classes about every class of every box is above 0.01, or the background is far ahead but for one box in a hundred.
    private static float[] RandomLogits(int boxes, int classes, bool isBusy)
    {
        var random = new Random(Seed + 2);
        var logits = new float[boxes * classes];
        for (var i = 0; i < logits.Length; i++) logits[i] = Normal();
        for (var box = 0; !isBusy && box < boxes; box++)
        {
            if (random.Next(100) > 0) logits[box * classes] += BackgroundLogit;
        }

        return logits;

        float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }
}
