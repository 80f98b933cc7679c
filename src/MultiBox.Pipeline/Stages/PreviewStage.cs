using MultiBox.Data;
using MultiBox.Imaging;
using MultiBox.Model;
using MultiBox.Pipeline.Preview;
using MultiBox.Pipeline.Setup;

namespace MultiBox.Pipeline.Stages;

/// <summary>Draws the first training samples of the first epoch as the network gets them, with what the loss matches to them.</summary>
internal static class PreviewStage
{
    /// <summary>The sheet's name in the experiment's folder of artifacts.</summary>
    public const string FileName = "preview.png";

    private const int Columns = 4;
    private const int Rows = 4;

    public static void Run(WorkContext work)
    {
        var model = work.BuildModel();
        var samples = Samples(work, model);
        var path = Path.Combine(work.Options.ArtifactsFolder, work.Name, FileName);
        var sheet = new PreviewSheet([.. work.Experiment.Dataset.Classes], model.DefaultBoxes).Draw(
            $"{work.Name}: training samples of seed {work.Experiment.Seed}, objects thick, matched default boxes thin", samples, Columns);
        ImageFile.Write(path, sheet);
        work.Log.Line($"Preview: {samples.Count} training samples with {samples.Sum(sample => sample.Match.PositiveCount)} matched default boxes ({path}).");
    }

    // A sample depends on seed, epoch and image alone: small batches, and a last one that is not full, show the same ones sooner.
    private static List<PreviewSample> Samples(WorkContext work, SsdModel model)
    {
        var options = TrainStage.LoaderOptions(work, model) with { BatchSize = Columns, DropLast = false, CacheBytes = 0 };
        var split = work.Prepared.Split(DataSetup.SplitName(Experiments.DataSplit.Train));
        using var loader = new BatchLoader(split.Records, split.Pictures, options);
        var matcher = LossMatching.Of(work.Resolved).Matcher;
        var samples = new List<PreviewSample>();
        foreach (var batch in loader.Epoch(0, cancellationToken: work.Cancellation).Take(Rows))
        {
            using var owned = batch;
            var pixels = batch.Images.data<float>().ToArray();
            var length = pixels.Length / batch.Records.Count;
            for (var n = 0; n < batch.Records.Count; n++)
            {
                var picture = InputPicture.Of(pixels.AsSpan(n * length, length), model.InputSize, model.Normalization);
                var objects = batch.GroundTruths[n];
                samples.Add(new PreviewSample(batch.Records[n].Id, picture, objects, matcher.Match(model.DefaultBoxes.Corners, [.. objects.Boxes])));
            }
        }

        return samples;
    }
}
