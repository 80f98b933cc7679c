using System.Diagnostics;
using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Imaging;
using MultiBox.Inference;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Detecting;
using MultiBox.Pipeline.Exporting;
using MultiBox.Pipeline.Setup;

namespace MultiBox.Pipeline.Stages;

/// <summary>Detects objects in pictures and draws them.</summary>
internal static class DemoStage
{
    private const string Stage = "demo";

    /// <summary>Raised when the same inputs give other pictures.</summary>
    private const string CodeVersion = "2";

    private const int ListedImages = 20;

    /// <summary>Pictures are enlarged by a whole number until their longer side has as many pixels.</summary>
    private const int SmallestSide = 384;

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Run(WorkContext work)
    {
        var run = work.Run;
        work.LockRun();
        var (model, weights) = work.TrainedModel();
        var images = Images(work);
        var threshold = work.Options.Threshold ?? work.Experiment.Demo.Threshold;
        var inputs = new Dictionary<string, string>
        {
            ["code"] = CodeVersion,
            ["weights"] = ContentHash.OfFile(weights),
            ["plugins"] = string.Join(' ', ManifestWriter.Plugins(work).Select(plugin => plugin.ContentHash)),
            ["classes"] = ContentHash.OfText(string.Join('\n', work.Experiment.Dataset.Classes)),
            ["model"] = ContentHash.OfText(work.Experiment.CanonicalText(ExperimentSection.Model)),
            ["evaluate"] = ContentHash.OfText(work.Experiment.CanonicalText(ExperimentSection.Evaluate)),
            ["demo"] = ContentHash.OfText(work.Experiment.CanonicalText(ExperimentSection.Demo)),
            ["threshold"] = threshold.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["images"] = ContentHash.OfText(string.Join('\n', images.Select(image => $"{image.Name} {ContentHash.OfBytes(image.Read())}"))),
        };
        var file = work.Options.Backend == "onnx" ? ExportedModel.Find(work, run, weights) : null;
        if (file is not null) inputs["file"] = ContentHash.OfFile(file);
        var precision = PrecisionSetup.Choose("demo.precision", work.Experiment.Demo.Precision, work.Device);
        if (file is null) inputs["precision"] = precision.Name;
        if (work.IsCurrent("Demo", run.StageRecord(Stage), inputs, run.Root)) return;

        var next = $"{run.Demo}.{Environment.ProcessId}.tmp";
        try
        {
            using var detector = file is null ? Trained(work, model, threshold, precision) : Exported(work, file, threshold);
            work.Log.Line($"Demo: {detector.Description}{(file is null ? "" : $" ({file})")}.");
            Detect(work, detector, images, threshold, next);
            if (Directory.Exists(run.Demo)) Directory.Delete(run.Demo, recursive: true);
            Directory.Move(next, run.Demo);
        }
        finally
        {
            if (Directory.Exists(next)) Directory.Delete(next, recursive: true);
        }

        StageRecord.Write(run.StageRecord(Stage), Stage, inputs, run.Root, Directory.GetFiles(run.Demo), ManifestWriter.MadeWith(work, file is null ? precision : null));
        work.Log.Line($"Demo: {images.Count} pictures ({run.Demo}).");
        ManifestWriter.Write(work, run);
    }

    private static Detector Trained(WorkContext work, SsdModel model, double threshold, PrecisionChoice precision)
    {
        work.Log.Precision("Demo", precision);
        var experiment = work.Experiment;
        var decoding = DecoderSetup.Decoding(experiment.Evaluate, experiment.Demo, threshold);
        return DetectorLoader.Of(model, [.. experiment.Dataset.Classes], DecoderSetup.Decoder(model, experiment.Evaluate, decoding), precision.Type);
    }

    // The file says what the network means; how much is drawn is the experiment's choice.
    private static Detector Exported(WorkContext work, string file, double threshold) => Detector.Load(file, new DetectorOptions
    {
        ScoreThreshold = (float)threshold,
        NmsThreshold = (float)work.Experiment.Demo.NmsThreshold,
        SuppressAcrossClasses = work.Experiment.Demo.ForceSuppress,
        MaxDetections = work.Experiment.Evaluate.MaxDetections,
    });

    private static void Detect(WorkContext work, Detector detector, IReadOnlyList<DemoPicture> images, double threshold, string folder)
    {
        Directory.CreateDirectory(folder);
        if (images.Count > 0) detector.Detect(images[0].Decode()); // The first pass prepares libtorch's kernels and is not timed.

        var results = new List<DemoImage>();
        var rows = new List<IReadOnlyList<string>>();
        var names = UniqueNames(images);
        foreach (var (image, name) in images.Zip(names))
        {
            work.Cancellation.ThrowIfCancellationRequested();
            var picture = image.Decode();
            var clock = Stopwatch.StartNew();
            var found = detector.Detect(picture);
            var milliseconds = clock.Elapsed.TotalMilliseconds;
            var output = Path.Combine(folder, $"{name}.png");
            ImageFile.Write(output, Paint(picture, found));
            results.Add(DemoImage.Of(image.Name, Path.GetFileName(output), picture, found));
            rows.Add([image.Name, $"{found.Count}", Summary(found), $"{milliseconds:f1}"]);
        }

        var json = Path.Combine(folder, "detections.json");
        AtomicFile.WriteBytes(json, [.. JsonSerializer.SerializeToUtf8Bytes(new { threshold, images = results }, _json), (byte)'\n']);
        work.Log.Table($"Detections with a score of {threshold:0.##} or more", ["picture", ">objects", "classes", ">ms"], rows.Take(ListedImages));
        if (rows.Count > ListedImages) work.Log.Line($"and {rows.Count - ListedImages} more pictures.");
    }

    // Labels would hide the objects of small pictures, which are enlarged first.
    private static RgbImage Paint(RgbImage picture, IReadOnlyList<DetectedObject> found)
    {
        var factor = (int)Math.Ceiling((double)SmallestSide / Math.Max(picture.Width, picture.Height));
        if (factor <= 1) return DetectionPainter.Paint(picture, found);
        var enlarged = ImageResizer.Resize(picture, picture.Width * factor, picture.Height * factor, Interpolation.Bicubic);
        return DetectionPainter.Paint(enlarged, [.. found.Select(detection => detection with { Box = detection.Box.Scale(factor, factor) })]);
    }

    // Those of the command line, else those of the experiment, else the first pictures of the evaluated split.
    private static IReadOnlyList<DemoPicture> Images(WorkContext work)
    {
        if (work.Options.Images.Count > 0) return [.. PictureFiles.Find(work.Options.Images, "--images").Select(DemoPicture.Of)];
        var demo = work.Experiment.Demo;
        if (demo.Images.Count > 0)
        {
            return [.. PictureFiles.Find([.. demo.Images.Select(image => Path.GetFullPath(image, work.Options.RepositoryRoot))], "demo.images").Select(DemoPicture.Of)];
        }

        var split = work.Prepared.Split(DataSetup.SplitName(work.Experiment.Evaluate.Split));
        return [.. Enumerable.Range(0, Math.Min(demo.Count, split.Records.Count)).Select(index => DemoPicture.Of(split, index))];
    }

    private static IEnumerable<string> UniqueNames(IReadOnlyList<DemoPicture> images)
    {
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in images.Select(image => Path.GetFileNameWithoutExtension(image.Name)))
        {
            var unique = name;
            for (var count = 2; !used.Add(unique); count++) unique = $"{name}-{count}";
            yield return unique;
        }
    }

    private static string Summary(IReadOnlyList<DetectedObject> found) => string.Join(
        ", ", found.GroupBy(detection => detection.ClassId).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.First().Label}"));
}
