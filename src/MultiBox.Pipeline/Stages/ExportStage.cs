using MultiBox.Experiments;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Exporting;

namespace MultiBox.Pipeline.Stages;

/// <summary>Writes a run's detector as one file that other programs detect with.</summary>
internal static class ExportStage
{
    public static void Run(WorkContext work)
    {
        var format = ModelFormats.Find(work.Options.Format);
        var run = work.Options.RunId is null ? work.LatestRun : work.Run;
        var (model, _) = work.TrainedModel(run);
        var request = Request(work, run, model);
        var path = Path.Combine(work.Options.Output ?? run.Export, format.FileName(request));
        var content = format.Write(request, path);
        work.Log.Line($"Export: {run.Id} as {content}, {new FileInfo(path).Length / 1e6:f1} MB ({path}).");
    }

    internal static DetectorDescription Describe(Experiment experiment, SsdModel model, double? threshold)
    {
        var decoding = DecoderSetup.ForModel(model, experiment.Evaluate, DecoderSetup.Decoding(experiment.Evaluate));
        return new DetectorDescription
        {
            Classes = [.. experiment.Dataset.Classes],
            InputSize = model.InputSize,
            Pixels = model.Normalization,
            NormalizesItself = true,
            DefaultBoxes = model.DefaultBoxes,
            BoxCoder = model.BoxCoder,
            Decoder = experiment.Evaluate.Decoder == DecoderName.PerClass ? DecoderRule.PerClass : DecoderRule.BestClass,
            Decoding = threshold is { } score ? decoding with { ScoreThreshold = (float)score } : decoding,
        };
    }

    private static ExportRequest Request(WorkContext work, RunFolder run, SsdModel model) => new()
    {
        Model = model,
        Description = Describe(work.Experiment, model, work.Options.Threshold),
        Origin = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["multibox.experiment"] = work.Name,
            ["multibox.run"] = run.Id,
        },
        Batch = work.Options.Batch,
        Suppresses = work.Options.Suppresses,
    };
}
