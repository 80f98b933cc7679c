using MultiBox.Boxes;
using MultiBox.Experiments;
using MultiBox.Model;

namespace MultiBox.Inference.Setup;

/// <summary>Turns an experiment's evaluation and demo sections into decoders.</summary>
internal static class DecoderSetup
{
    /// <summary>A decoder that reads scores as the model's loss means them, and boxes as its weights do.</summary>
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

    /// <summary>Decoding for measuring.</summary>
    public static DetectionDecoderOptions Decoding(EvaluateOptions evaluate) => new()
    {
        ScoreThreshold = (float)evaluate.ScoreThreshold,
        NmsThreshold = (float)evaluate.NmsThreshold,
        TopK = evaluate.TopK,
        MaxDetections = evaluate.MaxDetections,
    };

    /// <summary>Decoding for people, who want to see each object once.</summary>
    public static DetectionDecoderOptions Decoding(EvaluateOptions evaluate, DemoOptions demo, double threshold) => new()
    {
        ScoreThreshold = (float)threshold,
        NmsThreshold = (float)demo.NmsThreshold,
        TopK = evaluate.TopK,
        MaxDetections = evaluate.MaxDetections,
        ForceSuppress = demo.ForceSuppress,
    };

    /// <summary>Decoding with what a program asks for in place of the model's own.</summary>
    public static DetectionDecoderOptions Apply(DetectorOptions options, DetectionDecoderOptions own) => own with
    {
        ScoreThreshold = options.ScoreThreshold ?? own.ScoreThreshold,
        NmsThreshold = options.NmsThreshold ?? own.NmsThreshold,
        MaxDetections = options.MaxDetections ?? own.MaxDetections,
        // The experiment's rule: no more pass than enter.
        TopK = own.TopK > 0 && options.MaxDetections > own.TopK ? options.MaxDetections.Value : own.TopK,
        ForceSuppress = options.SuppressAcrossClasses ?? own.ForceSuppress,
    };
}
