using MultiBox.Native;
using MultiBox.Pipeline.Benchmarks.Data;
using MultiBox.Pipeline.Benchmarks.Networks;

namespace MultiBox.Pipeline.Benchmarks.Evaluation;

/// <summary>The part <c>eval</c>: the metric alone, and the whole evaluation from picture files to average precision.</summary>
internal static class EvalBench
{
    /// <summary>The part.</summary>
    public static BenchPart Part { get; } = new("eval", "Evaluation", Run);

    private static BenchFigures Run(BenchContext context)
    {
        NativeBackend.Load();
        var threads = Environment.ProcessorCount;
        using var folder = new BenchFolder();
        using var pictures = PictureSet.Of(context);
        using var network = BenchNetwork.Load(context, "bccd", "bccd", folder.Root);
        var metric = new VocMetricWorkload(context.Pace.EvaluatedImages);
        var whole = new EvaluationWorkload(network, pictures.Records, threads);
        var (metricManifest, manifest) = (folder["voc.json"], folder["manifest.json"]);
        metric.WriteManifest(metricManifest, folder);
        NetworkManifest.Write(manifest, [network], [whole.Manifest()], threads);
        using var peers = context.StartPeers(
        [
            VocMetricWorkload.Peer(context.PeerScripts, metricManifest),
            NetworkManifest.Torch("torchvision", context.PeerScripts, manifest, threads, [EvaluationWorkload.Name]),
        ]);
        var rows = context.Measure([metric.Timed(), whole.Timed(context.Cancellation)], peers);
        return new BenchFigures(
            $"{context.Pace.EvaluatedImages} images with {VocMetricWorkload.DetectionsPerImage} detections each; {pictures.Description}", peers.Versions, rows);
    }
}
