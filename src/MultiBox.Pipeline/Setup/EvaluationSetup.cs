using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Evaluation;
using MultiBox.Experiments;
using MultiBox.Model;
using MultiBox.Pipeline.Detecting;
using MultiBox.Pipeline.Stages;
using Settings = MultiBox.Experiments;

namespace MultiBox.Pipeline.Setup;

/// <summary>Turns an experiment's evaluation and demo sections into detectors and loaders.</summary>
internal static class EvaluationSetup
{
    /// <summary>A detector that reads scores as the model's loss means them, and boxes as its weights do.</summary>
    public static Detector Detector(SsdModel model, EvaluateOptions evaluate, DetectionDecoderOptions options) => new(model, Decoder(model, evaluate, options));

    /// <summary>The decoder of such a detector.</summary>
    public static IDetectionDecoder Decoder(SsdModel model, EvaluateOptions evaluate, DetectionDecoderOptions options)
    {
        options = ForModel(model, evaluate, options);
        return evaluate.Decoder == DecoderName.PerClass
            ? new PerClassDecoder(model.DefaultBoxes, model.BoxCoder, model.ClassCount, options)
            : new BestClassDecoder(model.DefaultBoxes, model.BoxCoder, model.ClassCount, options);
    }

    /// <summary>Options that read scores as the model's loss means them, and boxes as its weights do.</summary>
    public static DetectionDecoderOptions ForModel(SsdModel model, EvaluateOptions evaluate, DetectionDecoderOptions options) =>
        options with { Activation = model.ClassScores.Activation, Clip = evaluate.Clip ?? model.Conventions.ClipBoxes };

    public static DetectionDecoderOptions Decoding(EvaluateOptions evaluate) => new()
    {
        ScoreThreshold = (float)evaluate.ScoreThreshold,
        NmsThreshold = (float)evaluate.NmsThreshold,
        TopK = evaluate.TopK,
        MaxDetections = evaluate.MaxDetections,
    };

    public static DetectionDecoderOptions Decoding(EvaluateOptions evaluate, DemoOptions demo, double threshold) => new()
    {
        ScoreThreshold = (float)threshold,
        NmsThreshold = (float)demo.NmsThreshold,
        TopK = evaluate.TopK,
        MaxDetections = evaluate.MaxDetections,
        ForceSuppress = demo.ForceSuppress,
    };

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
        var detector = Detector(model, experiment.Evaluate, Decoding(experiment.Evaluate));
        return DatasetEvaluation.Run(detector, loader, evaluator, progress, cancellation);
    }

    private static VocOptions Voc(EvaluateOptions evaluate) => new()
    {
        IouThreshold = evaluate.Iou,
        BoxConvention = evaluate.BoxConvention == Settings.BoxConvention.Devkit ? Evaluation.BoxConvention.InclusivePixels : Evaluation.BoxConvention.Continuous,
        UseDifficult = evaluate.UseDifficult,
    };
}
