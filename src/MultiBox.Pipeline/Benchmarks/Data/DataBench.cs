using MultiBox.Data;
using MultiBox.Native;

namespace MultiBox.Pipeline.Benchmarks.Data;

/// <summary>The part <c>data</c>: from files to batches, in pieces and as a whole.</summary>
internal static class DataBench
{
    /// <summary>The part.</summary>
    public static BenchPart Part { get; } = new("data", "Data path", Run);

    private static BenchFigures Run(BenchContext context)
    {
        NativeBackend.Load(); // Batches are tensors.
        var settings = new DataBenchSettings();
        using var pictures = PictureSet.Of(context);
        var manifest = pictures["manifest.json"];
        PeerManifest.Write(manifest, pictures.Records, settings);
        using var peers = context.StartPeers(PeerManifest.Peers(context.PeerScripts, manifest));
        var (first, second) = (DataBenchSettings.Sizes[0], DataBenchSettings.Sizes[1]);
        using var path = new TrainingPath(pictures.Records, settings, first);
        using var largePath = new TrainingPath(pictures.Records, settings, second);
        using var decoding = new DecodingWorkloads(pictures.Records);
        Workload[] workloads =
        [
            // The whole path first: should a peer fail later on, these rows are there.
            Workload.Timed($"path-{first}", path.Run, hasPeers: true),
            Workload.Timed($"path-{second}", largePath.Run, hasPeers: true),
            Workload.Timed($"path-{first}-matrix", path.Run, hasPeers: true),
            Workload.Allocating($"path-{first}-allocated", path.Run),
            ReadingWorkloads.Of("read-files", new SourcePictures(pictures.Records), pictures.Records.Count),
            .. decoding.All(),
            .. new AugmentationWorkloads(pictures.Records, settings, first).All(),
            .. new LoaderWorkloads(Repeated(pictures.Records, context.Pace.LeastEpoch), settings, first).All(Environment.ProcessorCount),
        ];
        return new BenchFigures(pictures.Description, peers.Versions, context.Measure(workloads, peers));
    }

    private static ImageRecord[] Repeated(IReadOnlyList<ImageRecord> records, int least) =>
        [.. Enumerable.Range(0, (least + records.Count - 1) / records.Count).SelectMany(_ => records)];
}
