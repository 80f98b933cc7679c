using MultiBox.Testing;

namespace MultiBox.Boxes.Tests;

/// <summary>However they get there, the decoders find what the plain procedure finds, to the last bit.</summary>
public class PlainDecodingTests
{
    private static readonly float[] Odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f, -1e30f, 0f, -0f, 200, -200];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void They_find_the_same_in_random_predictions(int seed)
    {
        var random = new Random(seed);
        var boxCount = random.Next(1, 400);
        var classCount = seed % 3 == 0 ? random.Next(2, 5) : random.Next(2, 40);
        // Whole numbers tie, narrow ones let all scores pass, wide ones are mostly background.
        var (spread, ties, background) = (new[] { 0.5f, 2f, 8f }[seed % 3], seed % 4 == 1, seed % 2 * 4f);
        var logits = Enumerable.Range(0, boxCount * classCount).Select(i => Value(random, spread, ties) + (i % classCount == 0 ? background : 0)).ToArray();
        var offsets = Enumerable.Range(0, boxCount * 4).Select(_ => Value(random, 1, ties)).ToArray();
        if (seed % 5 == 2)
        {
            for (var i = 0; i < 1 + (boxCount / 10); i++)
            {
                logits[random.Next(logits.Length)] = Odd[random.Next(Odd.Length)];
                offsets[random.Next(offsets.Length)] = Odd[random.Next(Odd.Length)];
            }
        }

        Box[] boxes = seed % 2 == 0 ? random.NextBoxes(boxCount) : [.. random.NextGridBoxes(boxCount).Select(box => box with { X2 = box.X2 + 0.1f, Y2 = box.Y2 + 0.1f })];
        var options = new DetectionDecoderOptions
        {
            ScoreThreshold = new[] { 0, 0.01f, 0.05f, 0.3f }[random.Next(4)],
            NmsThreshold = new[] { 0, 0.45f, 1 }[random.Next(3)],
            TopK = new[] { -1, 1, 3, 20, 400 }[random.Next(5)],
            MaxDetections = new[] { -1, 1, 10, 200 }[random.Next(4)],
            ForceSuppress = random.Next(2) == 0,
            Clip = random.Next(3) > 0,
            Activation = random.Next(2) == 0 ? ScoreActivation.Softmax : ScoreActivation.Sigmoid,
        };
        MustBePlain(new DefaultBoxes(boxes, [boxes.Length]), new BoxCoder(Variances.Ssd, random.Next(2) == 0 ? null : BoxCoder.TorchvisionMaxLogSize), classCount, options, offsets, logits);
    }

    [Fact]
    public void They_find_the_same_where_the_best_candidates_are_sifted_many_times()
    {
        var random = new Random(1);
        const int boxCount = 6000;
        const int classCount = 4;
        foreach (var ties in new[] { false, true })
        {
            // Rising scores: each list is filled and cut again and again.
            var logits = Enumerable.Range(0, boxCount * classCount).Select(i => Value(random, 1, ties) + (ties ? 0 : 2f * i / (boxCount * classCount))).ToArray();
            var offsets = Enumerable.Range(0, boxCount * 4).Select(_ => Value(random, 1, false)).ToArray();
            var boxes = random.NextBoxes(boxCount);
            MustBePlain(new DefaultBoxes(boxes, [boxCount]), new BoxCoder(Variances.Ssd), classCount, new DetectionDecoderOptions { TopK = 100 }, offsets, logits);
        }
    }

    [SkippableFact]
    public void They_find_the_same_in_the_golden_predictions()
    {
        var golden = GoldenFile.TryOpen("detection_postprocess.json");
        Skip.If(golden is null, SharedData.Absent);
        var root = golden.Root;
        var boxes = root["anchors_normalised"].Boxes();
        foreach (var (offsets, logits) in root["loc_preds"].Items.Zip(root["cls_logits"].Items))
        {
            foreach (var activation in Enum.GetValues<ScoreActivation>())
            {
                MustBePlain(
                    new DefaultBoxes(boxes, [boxes.Length]), new BoxCoder(Variances.Ssd), root["num_classes_with_background"].Whole,
                    new DetectionDecoderOptions { Activation = activation }, offsets.Floats, logits.Floats);
            }
        }
    }

    private static void MustBePlain(DefaultBoxes boxes, BoxCoder coder, int classCount, DetectionDecoderOptions options, float[] offsets, float[] logits)
    {
        Assert.Equal(
            PlainDecoding.PerClass(boxes, coder, classCount, options, offsets, logits),
            new PerClassDecoder(boxes, coder, classCount, options).DecodeWithDefaultBoxes(offsets, logits));
        Assert.Equal(
            PlainDecoding.BestClass(boxes, coder, classCount, options, offsets, logits),
            new BestClassDecoder(boxes, coder, classCount, options).DecodeWithDefaultBoxes(offsets, logits));
    }

    private static float Value(Random random, float spread, bool whole)
    {
        var value = spread * MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(MathF.Tau * random.NextSingle());
        return whole ? MathF.Round(value) : value;
    }
}
