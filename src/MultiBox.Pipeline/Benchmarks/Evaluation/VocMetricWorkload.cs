using System.Runtime.InteropServices;
using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Evaluation;
using MultiBox.Pipeline.Benchmarks.Peers;

namespace MultiBox.Pipeline.Benchmarks.Evaluation;

/// <summary>Average precision of made-up detections: as many as a detector gives for a data set of VOC's size.</summary>
internal sealed class VocMetricWorkload
{
    /// <summary>The detections of an image.</summary>
    public const int DetectionsPerImage = 200;

    private const string Name = "voc-eval";
    private const int Seed = 5;
    private const int Classes = 21;
    private const int Side = 500;
    private const int MostObjects = 5;
    private const double DifficultShare = 0.15;
    private const double TrueShare = 0.05;

    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly List<VocGroundTruth[]> _groundTruths = [];
    private readonly List<Detection[]> _detections = [];

    /// <summary>Makes up ground truths and detections, a few of which are near an object.</summary>
    /// <param name="images">How many images.</param>
    public VocMetricWorkload(int images)
    {
        var random = new Random(Seed);
        for (var image = 0; image < images; image++)
        {
            _groundTruths.Add([.. Enumerable.Range(0, random.Next(1, MostObjects + 1))
                .Select(_ => new VocGroundTruth(random.Next(1, Classes), RandomBox(random), random.NextDouble() < DifficultShare))]);
            _detections.Add([.. Enumerable.Range(0, DetectionsPerImage).Select(_ => RandomDetection(random, _groundTruths[^1]))]);
        }
    }

    /// <summary>The peer that does the same.</summary>
    /// <param name="folder">The folder of the scripts.</param>
    /// <param name="manifest">The manifest's path.</param>
    public static PeerSpec Peer(string folder, string manifest) => new(
        "numpy", ["numpy"], "python3-numpy (Debian) or numpy (pip)", Path.Combine(folder, "voc_devkit.py"), ["--manifest", manifest])
    { Workloads = [Name] };

    /// <summary>Ours: adding all images and evaluating them.</summary>
    public Workload Timed() => Workload.Timed(
        Name,
        _ =>
        {
            Evaluate();
            return _detections.Count;
        },
        Environment.ProcessorCount,
        hasPeers: true);

    /// <summary>The mean average precision.</summary>
    public double Evaluate()
    {
        var evaluator = new VocEvaluator(Classes);
        foreach (var (truths, detections) in _groundTruths.Zip(_detections)) evaluator.AddImage(truths, detections);
        return evaluator.Evaluate().MeanAp(VocMetric.Area)!.Value;
    }

    /// <summary>Writes what the peer needs.</summary>
    /// <param name="path">The manifest.</param>
    /// <param name="folder">Where the numbers go.</param>
    public void WriteManifest(string path, BenchFolder folder)
    {
        var truths = _groundTruths.SelectMany((objects, image) => objects.SelectMany(item => (float[])[image, item.Label, item.Difficult ? 1 : 0, .. Corners(item.Box)]));
        var detections = _detections.SelectMany((found, image) => found.SelectMany(item => (float[])[image, item.Label, item.Score, .. Corners(item.Box)]));
        AtomicFile.WriteBytes(path, JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                VocEvaluation = new
                {
                    Name,
                    Images = _detections.Count,
                    Classes,
                    GroundTruths = Write(folder["truths.f32"], [.. truths]),
                    Detections = Write(folder["detections.f32"], [.. detections]),
                },
            },
            _json));
    }

    private static string Write(string path, float[] values)
    {
        File.WriteAllBytes(path, MemoryMarshal.AsBytes<float>(values).ToArray());
        return path;
    }

    private static float[] Corners(Box box) => [box.X1, box.Y1, box.X2, box.Y2];

    private static Box RandomBox(Random random)
    {
        var (width, height) = (random.Next(20, Side / 2), random.Next(20, Side / 2));
        var (x, y) = (random.Next(1, Side - width), random.Next(1, Side - height));
        return new Box(x, y, x + width, y + height);
    }

    private static Detection RandomDetection(Random random, VocGroundTruth[] truths)
    {
        if (random.NextDouble() >= TrueShare) return new Detection(random.Next(1, Classes), random.NextSingle() * 0.7f, RandomBox(random));
        var near = truths[random.Next(truths.Length)];
        var (dx, dy) = (random.Next(-8, 9), random.Next(-8, 9));
        return new Detection(near.Label, 0.3f + (random.NextSingle() * 0.7f), new Box(near.Box.X1 + dx, near.Box.Y1 + dy, near.Box.X2 + dx, near.Box.Y2 + dy));
    }
}
