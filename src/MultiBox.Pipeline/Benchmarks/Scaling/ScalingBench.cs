using MultiBox.Boxes;
using MultiBox.Native;
using MultiBox.Pipeline.Benchmarks.Data;
using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.Pipeline.Benchmarks.Post;
using MultiBox.Pipeline.Benchmarks.Train;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Benchmarks.Scaling;

/// <summary>The part <c>scaling</c>: how the cost of an image grows with what a user may choose. It has no peers.</summary>
internal static class ScalingBench
{
    private const int MostRounds = 5;
    private const int TrainingBatch = 8;

    private static readonly ScalingSeries _size = new("size", "Detection with ResNet-18, one image at a time", "side in pixels", [300, 416, 512, 608]);
    private static readonly ScalingSeries _batch = new("batch", "Detection with ResNet-18 at 300 pixels", "images at a time", [1, 2, 4, 8, 16]);
    private static readonly ScalingSeries _trainBatch = new("train-batch", "Training of ResNet-18 at 300 pixels", "images a step", [1, 4, 8, 16]);
    private static readonly ScalingSeries _classes = new("classes", "Detection with ResNet-18 at 300 pixels, one image at a time", "classes", [1, 20, 80, 320]);
    private static readonly ScalingSeries _boxes = new("boxes", "Decoding and NMS of 20 classes, the worst case, one thread", "default boxes", [2_000, 4_000, 8_000, 16_000, 32_000]);
    private static readonly ScalingSeries _objects = new("objects", "Matching and loss with its gradient, 20 classes, 8 images a step", "objects in an image", [1, 4, 16, 64]);

    private static readonly ScalingSeries _threads = new(
        "threads", "Detection with ResNet-18 at 300 pixels, one image at a time", "threads", [.. LoaderWorkloads.ThreadCounts(Environment.ProcessorCount)]);

    /// <summary>The part.</summary>
    public static BenchPart Part { get; } = new("scaling", "How cost grows", Run) { Show = Show };

    /// <summary>The series, in the order in which they are measured.</summary>
    public static IReadOnlyList<ScalingSeries> All { get; } = [_size, _batch, _trainBatch, _classes, _boxes, _objects, _threads];

    private static void Show(string heading, IReadOnlyList<BenchRow> rows, IRunLog log)
    {
        log.Line(heading);
        foreach (var series in All) series.Show(rows, log);
    }

    private static BenchFigures Run(BenchContext context)
    {
        NativeBackend.Load();
        var threads = get_num_threads();
        using var folder = new BenchFolder();
        var rows = new List<BenchRow>();
        var pace = context.Pace with { Rounds = Math.Min(MostRounds, context.Pace.Rounds), WarmUp = context.Pace.Round };
        try
        {
            context.Log.WithProgress(report =>
            {
                foreach (var (done, (series, prepare)) in Preparations(context, folder, threads).Index())
                {
                    report(series.Name, (double)done / All.Count);
                    using var workloads = new OwnedWorkloads();
                    foreach (var value in series.Values) prepare(workloads, series.Row(value), value);
                    rows.AddRange(InterleavedRounds.MeasureTogether(workloads.All, pace, context.Cancellation));
                }
            });
        }
        finally
        {
            set_num_threads(threads);
        }

        return new BenchFigures("random images and weights, fp32", new Dictionary<string, string>(), rows);
    }

    // Each puts the workload of a row into the list, with what it owns.
    private static (ScalingSeries Series, Action<OwnedWorkloads, string, int> Prepare)[] Preparations(BenchContext context, BenchFolder folder, int threads) =>
    [
        (_size, (all, name, size) => all.Add(Detection(all, BenchNetworks.ResNet18(context, folder, size), 1).Timed(name, threads))),
        (_batch, (all, name, batch) => all.Add(Detection(all, BenchNetworks.ResNet18(context, folder), AtMost(context, batch)).Timed(name, threads))),
        (_trainBatch, (all, name, batch) =>
        {
            var network = all.Own(BenchNetworks.ResNet18(context, folder));
            all.Add(all.Own(new TrainWorkload(name, network, AtMost(context, batch), BenchPrecision.Fp32, context.Cancellation)).Timed(threads, hasPeers: false));
        }),
        (_classes, (all, name, classes) => all.Add(Detection(all, BenchNetworks.ResNet18(context, folder, classes: classes), 1).Timed(name, threads))),
        (_boxes, (all, name, boxes) => all.Add(new PostWorkload(name, boxes, BenchNetworks.VocClasses + 1, IsBusy: true).Timed(new DetectionDecoderOptions(), hasPeers: false))),
        (_objects, (all, name, objects) =>
        {
            using var network = BenchNetworks.ResNet18(context, folder);
            all.Add(all.Own(new LossWorkload(network, AtMost(context, TrainingBatch), objects)).Timed(name, threads));
        }),
        (_threads, (all, name, count) => all.Add(Detection(all, BenchNetworks.ResNet18(context, folder), 1).Timed(name, count))),
    ];

    private static int AtMost(BenchContext context, int batch) => Math.Min(batch, context.Pace.LargestBatch);

    private static DetectionWorkload Detection(OwnedWorkloads all, BenchNetwork network, int batch) => all.Own(new DetectionWorkload(all.Own(network), batch));
}
