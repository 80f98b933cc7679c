using MultiBox.Native;
using MultiBox.Pipeline.Benchmarks.Networks;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Benchmarks.Train;

/// <summary>The part <c>train</c>: whole training steps with a batch that is in memory already.</summary>
internal static class TrainBench
{
    private const int BatchSize = 8;

    /// <summary>The part.</summary>
    public static BenchPart Part { get; } = new("train", "Training", Run);

    private static BenchFigures Run(BenchContext context)
    {
        NativeBackend.Load();
        var threads = get_num_threads();
        using var folder = new BenchFolder();
        using var network = BenchNetworks.ResNet18(context, folder);
        var batch = Math.Min(BatchSize, context.Pace.LargestBatch);
        TrainWorkload[] all = [.. BenchPrecision.All.Select(precision => new TrainWorkload($"{network.Name}-train-{precision.Name}", network, batch, precision, context.Cancellation))];
        try
        {
            // Before the first step: peers begin with the same weights.
            var manifest = folder["manifest.json"];
            NetworkManifest.Write(manifest, [network], all.Select(workload => TrainWorkload.Manifest(workload.Name, network, batch)), threads);
            using var peers = context.StartPeers([NetworkManifest.Torch("pytorch", context.PeerScripts, manifest, threads, [.. all.Select(workload => workload.Name)])]);
            var rows = context.Measure([.. all.Select(workload => workload.Timed(threads, hasPeers: true))], peers);
            return new BenchFigures(
                $"random images with 1 to {SyntheticTruths.MostObjects} objects, {BatchSize} a step; SGD with momentum; the peer computes in fp32{BenchPrecision.Missing}", peers.Versions, rows);
        }
        finally
        {
            foreach (var workload in all) workload.Dispose();
        }
    }
}
