using System.Runtime.InteropServices;
using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Evaluation;
using MultiBox.Experiments;
using MultiBox.Inference;
using MultiBox.Inference.Networks;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Pipeline.Detecting;
using MultiBox.Pipeline.Stages;
using MultiBox.Pipeline.Training;
using Settings = MultiBox.Experiments;

namespace MultiBox.Pipeline.Setup;

/// <summary>Turns an experiment's evaluation and demo sections into detectors and loaders.</summary>
internal static class EvaluationSetup
{
    /// <summary>A model in memory that detects as its experiment measures, with the weights it has now; the model stays its owner's.</summary>
    public static DetectionEngine Engine(SsdModel model, EvaluateOptions evaluate) => Engine(model, evaluate, DecoderSetup.Decoding(evaluate));

    /// <summary>A model in memory that detects with other thresholds.</summary>
    public static DetectionEngine Engine(SsdModel model, EvaluateOptions evaluate, DetectionDecoderOptions options) => new(
        TorchBackends.Of(model, Precision(evaluate, model.Device).Type, evaluate.BatchSize),
        DecoderSetup.Decoder(model, evaluate, options), model.DefaultBoxes.Count, model.ClassCount);

    /// <summary>The precision in which an experiment is evaluated on a device.</summary>
    public static PrecisionChoice Precision(EvaluateOptions evaluate, TorchSharp.torch.Device device) => PrecisionSetup.Choose("evaluate.precision", evaluate.Precision, device);

    /// <summary>Measures detections as the experiment says.</summary>
    public static IDetectionEvaluator Evaluator(Experiment experiment)
    {
        var evaluate = experiment.Evaluate;
        IReadOnlyList<string> classes = [.. experiment.Dataset.Classes];
        return evaluate.Metric switch
        {
            AveragePrecisionMetric.Voc07 => new VocDetectionEvaluator(classes, VocMetric.ElevenPoint, Voc(evaluate)),
            AveragePrecisionMetric.Voc => new VocDetectionEvaluator(classes, VocMetric.Area, Voc(evaluate)),
            AveragePrecisionMetric.Coco => new CocoDetectionEvaluator(classes, evaluate.UseDifficult),
            _ => throw new ArgumentOutOfRangeException(nameof(experiment)),
        };
    }

    /// <summary>Evaluates a model on a split as the experiment says.</summary>
    public static DatasetEvaluation Evaluate(
        WorkContext work, SsdModel model, PreparedSplit split, IDetectionEvaluator evaluator, Action<double> progress) =>
        Evaluate(work.Experiment, model, split.Records, split.Pictures, evaluator, progress, work.Cancellation);

    /// <summary>Evaluates a model on images as an experiment says.</summary>
    public static DatasetEvaluation Evaluate(
        Experiment experiment, SsdModel model, IReadOnlyList<ImageRecord> records, IEncodedPictures pictures, IDetectionEvaluator evaluator, Action<double> progress, CancellationToken cancellation)
    {
        using var loader = new BatchLoader(records, pictures, new BatchLoaderOptions
        {
            InputSize = model.InputSize,
            BatchSize = experiment.Evaluate.BatchSize,
            Normalization = model.Normalization,
            Workers = experiment.Train.Workers,
            PinMemory = model.Device.type == TorchSharp.DeviceType.CUDA,
        });
        using var engine = Engine(model, experiment.Evaluate);
        try
        {
            return DatasetEvaluation.Run(engine, loader, evaluator, progress, cancellation);
        }
        catch (ExternalException fault) when (OutOfMemory.ExplainEvaluation(fault, model, experiment.Evaluate.BatchSize) is { } explained)
        {
            throw explained;
        }
    }

    private static VocOptions Voc(EvaluateOptions evaluate) => new()
    {
        IouThreshold = evaluate.Iou,
        BoxConvention = evaluate.BoxConvention == Settings.BoxConvention.Devkit ? Evaluation.BoxConvention.InclusivePixels : Evaluation.BoxConvention.Continuous,
        UseDifficult = evaluate.UseDifficult,
    };
}
