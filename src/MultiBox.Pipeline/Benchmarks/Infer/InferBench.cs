using MultiBox.Native;
using MultiBox.Pipeline.Benchmarks.Networks;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Benchmarks.Infer;

/// <summary>The part <c>infer</c>: networks with their heads, one image at a time, from normalised pixels to offsets and logits.</summary>
internal static class InferBench
{
    /// <summary>The part.</summary>
    public static BenchPart Part { get; } = new("infer", "Inference", Run);

    private static BenchFigures Run(BenchContext context)
    {
        NativeBackend.Load();
        var threads = get_num_threads();
        using var folder = new BenchFolder();
        using var large = BenchNetworks.ResNet50(context, folder);
        using var small = BenchNetworks.ResNet18(context, folder);
        BenchNetwork[] networks = [large, small];
        InferWorkload[] all = [.. networks.SelectMany(network => BenchPrecision.All.Select(precision => new InferWorkload(network, precision)))];
        try
        {
            var manifest = folder["manifest.json"];
            NetworkManifest.Write(manifest, networks, all.Select(workload => InferWorkload.Manifest(workload.Name, workload.Network)), threads);
            string[] names = [.. all.Select(workload => workload.Name)];
            using var peers = context.StartPeers(
            [
                NetworkManifest.Torch("pytorch", context.PeerScripts, manifest, threads, names),
                NetworkManifest.OptimizedTorch(context.PeerScripts, manifest, threads, names),
            ]);
            peers.Add(new OnnxRuntimePeer(all.Select(workload => (workload.Name, workload.Network)), folder, threads));
            var rows = context.Measure([.. all.Select(workload => workload.Timed(threads))], peers);
            return new BenchFigures($"random images, one at a time; the peers compute in fp32{BenchPrecision.Missing}", peers.Versions, rows);
        }
        finally
        {
            foreach (var workload in all) workload.Dispose();
        }
    }
}
