using Microsoft.ML.OnnxRuntime;
using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Model;
using MultiBox.Onnx;
using MultiBox.Pipeline.Exporting;

namespace MultiBox.Pipeline.Tests.Exporting;

/// <summary>Decoding and suppression in the graph finds what the decoders find.</summary>
public sealed class OnnxSuppressionTests
{
    private const int Classes = 5;

    public static TheoryData<DecoderRule, ScoreActivation, bool, int, int> Rules
    {
        get
        {
            var all = new TheoryData<DecoderRule, ScoreActivation, bool, int, int>();
            foreach (var rule in Enum.GetValues<DecoderRule>())
            {
                foreach (var activation in Enum.GetValues<ScoreActivation>())
                {
                    all.Add(rule, activation, true, 40, 12);
                    all.Add(rule, activation, true, -1, -1);
                    all.Add(rule, activation, false, 40, -1);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Detections_are_those_of_the_decoder(DecoderRule rule, ScoreActivation activation, bool clip, int topK, int most)
    {
        var detector = Detector(rule, new DetectionDecoderOptions { ScoreThreshold = 0.2f, Activation = activation, Clip = clip, TopK = topK, MaxDetections = most });
        var count = detector.DefaultBoxes.Count;
        var random = new Random(3);
        float[] offsets = [.. Enumerable.Range(0, 3 * count * 4).Select(_ => (float)((random.NextDouble() * 4) - 2))];
        float[] logits = [.. Enumerable.Range(0, 3 * count * Classes).Select(_ => (float)((random.NextDouble() * 8) - 4))];
        // The last of the three images shows background alone.
        for (var i = 2 * count * Classes; i < logits.Length; i++) logits[i] = i % Classes == 0 ? 20 : -20;

        var outputs = Run(detector, offsets, logits);

        var found = 0;
        for (var image = 0; image < 3; image++)
        {
            var expected = detector.CreateDecoder().Decode(offsets.AsSpan(image * count * 4, count * 4), logits.AsSpan(image * count * Classes, count * Classes));
            Agreement.Check(expected, ExportedDetector.Listed(outputs, image), 1e-5f, 1e-5f);
            Assert.Equal(image == 2, expected.Count == 0);
            found += expected.Count;
        }

        Assert.True(most == 12 ? found == 24 : found > 24);
    }

    // Two boxes of the same class with an IoU of exactly a half, one score exactly the threshold (the sigmoid of 0).
    [Theory]
    [InlineData(DecoderRule.PerClass, 2)]
    [InlineData(DecoderRule.BestClass, 1)]
    public void A_threshold_that_is_just_reached_counts_as_the_decoder_has_it(DecoderRule rule, int expected)
    {
        var options = new DetectionDecoderOptions { ScoreThreshold = 0.5f, NmsThreshold = 0.5f, Activation = ScoreActivation.Sigmoid };
        var detector = Detector(rule, options) with { DefaultBoxes = new DefaultBoxes([new Box(0, 0, 0.5f, 1), new Box(0, 0, 0.5f, 0.5f), new Box(0.75f, 0.75f, 1, 1)], [3]) };
        float[] logits = [0, 3, -9, -9, -9, 0, 2, -9, -9, -9, 0, rule == DecoderRule.PerClass ? -9 : 0, -9, -9, -9];
        var found = detector.CreateDecoder().Decode(new float[12], logits);
        Assert.Equal(rule == DecoderRule.PerClass ? expected : expected + 1, found.Count);
        Agreement.Check(found, ExportedDetector.Listed(Run(detector, new float[12], logits), 0), 1e-6f, 1e-6f);
    }

    private static DetectorDescription Detector(DecoderRule rule, DetectionDecoderOptions options)
    {
        var random = new Random(2);
        var boxes = Enumerable.Range(0, 150).Select(_ => new CenterBox(
            (float)random.NextDouble(), (float)random.NextDouble(), 0.1f + (float)(random.NextDouble() / 2), 0.1f + (float)(random.NextDouble() / 2)).ToCorner());
        return new DetectorDescription
        {
            Classes = ["a", "b", "c", "d"],
            InputSize = 32,
            Pixels = PixelNormalization.ImageNet,
            NormalizesItself = true,
            DefaultBoxes = new DefaultBoxes([.. boxes], [150]),
            BoxCoder = new BoxCoder(Variances.Ssd, rule == DecoderRule.PerClass ? BoxCoder.TorchvisionMaxLogSize : null),
            Decoder = rule,
            Decoding = options,
        };
    }

    private static Dictionary<string, Array> Run(DetectorDescription detector, float[] offsets, float[] logits)
    {
        long count = detector.DefaultBoxes.Count;
        var images = offsets.Length / (4 * count);
        var graph = new OnnxExporter().CreateGraph();
        var batch = OnnxDimension.Dynamic("batch");
        OnnxSuppression.Add(
            graph, detector, batch, graph.Input(new OnnxInput("offsets", [batch, count, 4])), graph.Input(new OnnxInput("logits", [batch, count, Classes])));
        using var stream = new MemoryStream();
        graph.Write(stream);
        using var session = new InferenceSession(stream.ToArray());
        using var first = OrtValue.CreateTensorValueFromMemory(offsets, [images, count, 4]);
        using var second = OrtValue.CreateTensorValueFromMemory(logits, [images, count, Classes]);
        using var options = new RunOptions();
        using var results = session.Run(options, ["offsets", "logits"], [first, second], OnnxSuppression.Outputs);
        return OnnxSuppression.Outputs.Zip(results).ToDictionary(
            pair => pair.First,
            pair => pair.First is "labels" or "counts" ? (Array)pair.Second.GetTensorDataAsSpan<long>().ToArray() : pair.Second.GetTensorDataAsSpan<float>().ToArray());
    }
}
