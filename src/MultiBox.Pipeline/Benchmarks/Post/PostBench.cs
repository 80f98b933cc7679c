using MultiBox.Boxes;
using MultiBox.Native;
using MultiBox.Pipeline.Benchmarks.Networks;

namespace MultiBox.Pipeline.Benchmarks.Post;

/// <summary>The part <c>post</c>: from a network's output to detections, on one thread.</summary>
internal static class PostBench
{
    private const int ClassCount = BenchNetworks.VocClasses + 1;
    private const int LargestBoxes = 24_564;
    private const string Peer = "torchvision";

    private static readonly int[] _boxes = [1_940, 8_732];
    private static readonly int[] _classes = [2, 81];

    /// <summary>The part.</summary>
    public static BenchPart Part { get; } = new("post", "Decoding and NMS", Run);

    private static BenchFigures Run(BenchContext context)
    {
        NativeBackend.Load();
        using var folder = new BenchFolder();
        PostWorkload[] all =
        [
            new("postprocess", LargestBoxes, ClassCount, IsBusy: true),
            new("postprocess-sparse", LargestBoxes, ClassCount, IsBusy: false),
            .. _boxes.Select(boxes => new PostWorkload($"postprocess-boxes-{boxes}", boxes, ClassCount, IsBusy: true)),
            .. _classes.Select(classes => new PostWorkload($"postprocess-classes-{classes}", LargestBoxes, classes, IsBusy: true)),
        ];
        var options = new DetectionDecoderOptions();
        var manifest = folder["manifest.json"];
        NetworkManifest.Write(manifest, [], all.Select(workload => workload.Manifest(folder, options)), threads: 1);
        using var peers = context.StartPeers([NetworkManifest.Torch(Peer, context.PeerScripts, manifest, 1, [.. all.Select(workload => workload.Name)])]);
        var rows = context.Measure([.. all.Select(workload => workload.Timed(options))], peers);
        return new BenchFigures("random offsets and logits; scores above 0.01, the best 400 of a class, NMS at 0.45, the best 200 of an image", peers.Versions, rows);
    }
}
