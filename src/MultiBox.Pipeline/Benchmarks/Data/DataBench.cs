using MultiBox.Data;
using MultiBox.Imaging;
using MultiBox.Native;

namespace MultiBox.Pipeline.Benchmarks.Data;

/// <summary>The part <c>data</c>: from files to batches, in pieces and as a whole.</summary>
internal static class DataBench
{
    /// <summary>The part.</summary>
    public static BenchPart Part { get; } = new("data", "Data path", Measure);

    private static BenchFigures Measure(BenchContext context)
    {
        NativeBackend.Load(); // Batches are tensors.
        var settings = new DataBenchSettings();
        using var pictures = context.Options.Images.Count > 0
            ? PictureSet.Of(context.Options.Images)
            : PictureSet.Generate(context.Pace.Pictures, context.Cancellation);
        var manifest = pictures["manifest.json"];
        PeerManifest.Write(manifest, pictures.Records, settings);
        using var peers = context.StartPeers(PeerManifest.Peers(context.PeerScripts, manifest));
        var rows = context.Measure([.. Workloads(pictures, settings, context.Pace)], peers);
        return new BenchFigures(pictures.Description, peers.Versions, rows);
    }

    private static IEnumerable<Workload> Workloads(PictureSet pictures, DataBenchSettings settings, BenchPace pace)
    {
        // The whole path first: should a peer fail later on, these rows are there.
        foreach (var size in DataBenchSettings.Sizes)
        {
            yield return Workload.Timed($"path-{size}", new TrainingPath(pictures.Records, settings, size).Run, hasPeers: true);
        }

        var first = DataBenchSettings.Sizes[0];
        yield return Workload.Timed($"path-{first}-matrix", new TrainingPath(pictures.Records, settings, first).Run, hasPeers: true);
        yield return Workload.Allocating($"path-{first}-allocated", new TrainingPath(pictures.Records, settings, first).Run);
        foreach (var workload in Decoding(pictures.Records)) yield return workload;
        foreach (var workload in new AugmentationWorkloads(pictures.Records, settings, first).All()) yield return workload;
        foreach (var workload in Loading(Repeated(pictures.Records, pace.LeastEpoch), settings, first)) yield return workload;
    }

    private static IEnumerable<Workload> Decoding(IReadOnlyList<ImageRecord> records)
    {
        byte[][] encoded = [.. records.Select(record => File.ReadAllBytes(record.Picture.Path))];
        yield return Workload.Timed("decode", Decode, hasPeers: true);

        int Decode(int pass)
        {
            for (var i = 0; i < encoded.Length; i++) ImageFile.Decode(encoded[i], records[i].Picture.Path);
            return encoded.Length;
        }
    }

    private static IEnumerable<Workload> Loading(IReadOnlyList<ImageRecord> epoch, DataBenchSettings settings, int size)
    {
        foreach (var threads in ThreadCounts(Environment.ProcessorCount))
        {
            yield return Workload.Timed($"loader-{size}-threads-{threads}", Epochs(threads), threads);
        }

        var all = Environment.ProcessorCount;
        yield return Workload.Allocating($"loader-{size}-allocated", Epochs(all), all);

        Func<int, int> Epochs(int threads)
        {
            var loader = new BatchLoader(epoch, new BatchLoaderOptions
            {
                InputSize = size,
                BatchSize = DataBenchSettings.BatchSize,
                Normalization = settings.Normalization,
                Seed = settings.Seed,
                Augmentation = settings.Augmentation,
                Shuffle = true,
                Workers = threads,
            });
            return pass =>
            {
                var count = 0;
                foreach (var batch in loader.Epoch(pass))
                {
                    using (batch) count += batch.Records.Count;
                }

                return count;
            };
        }
    }

    private static ImageRecord[] Repeated(IReadOnlyList<ImageRecord> records, int least) =>
        [.. Enumerable.Range(0, (least + records.Count - 1) / records.Count).SelectMany(_ => records)];

    // All of them on a small machine; on a large one doubling, and the whole.
    private static IEnumerable<int> ThreadCounts(int cores) => cores <= 8
        ? Enumerable.Range(1, cores)
        : Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(count => count < cores).Append(cores);
}
