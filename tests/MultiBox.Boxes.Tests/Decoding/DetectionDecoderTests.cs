namespace MultiBox.Boxes.Tests;

public class DetectionDecoderTests
{
    private const int A = 300;
    private const int C = 5;
    private static readonly BoxCoder Coder = new(Variances.Ssd, MathF.Log(1000f / 16));

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 72)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_per_class_decoder_equals_its_definition(int seed)
    {
        var (boxes, offsets, logits, options) = Problem(seed);
        var decoder = new PerClassDecoder(boxes, Coder, C, options);

        var candidates = new List<(int DefaultBox, int Label, float Score, Box Box)>();
        for (var c = 1; c < C; c++)
        {
            candidates.AddRange(Enumerable.Range(0, A)
                .Select(a => (a, c, Scores(logits, a, options)[c], Decode(boxes, offsets, a, options)))
                .Where(x => x.Item3 > options.ScoreThreshold)
                .OrderByDescending(x => x.Item3)
                .Take(Limit(options.TopK)));
        }

        var kept = NonMaximumSuppression.Suppress(
            [.. candidates.Select(x => x.Box)],
            [.. candidates.Select(x => x.Score)],
            options.ForceSuppress ? [] : [.. candidates.Select(x => x.Label)],
            options.NmsThreshold,
            SuppressionRule.Above);
        var expected = kept.Take(Limit(options.MaxDetections)).Select(i => candidates[i])
            .Select(x => new DefaultBoxDetection(x.DefaultBox, new Detection(x.Label, x.Score, x.Box.Clip(1, 1))));
        Assert.Equal(expected, decoder.DecodeWithDefaultBoxes(offsets, logits));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_best_class_decoder_equals_its_definition(int seed)
    {
        var (boxes, offsets, logits, options) = Problem(seed);
        var decoder = new BestClassDecoder(boxes, Coder, C, options);

        var candidates = Enumerable.Range(0, A)
            .Select(a =>
            {
                var scores = Scores(logits, a, options);
                var label = Enumerable.Range(1, C - 1).MaxBy(c => scores[c]);
                return (DefaultBox: a, Label: label, Score: scores[label], Box: Decode(boxes, offsets, a, options));
            })
            .Where(x => x.Score >= options.ScoreThreshold)
            .OrderByDescending(x => x.Score)
            .Take(Limit(options.TopK))
            .ToArray();
        var kept = NonMaximumSuppression.Suppress(
            [.. candidates.Select(x => x.Box)],
            [.. candidates.Select(x => x.Score)],
            options.ForceSuppress ? [] : [.. candidates.Select(x => x.Label)],
            options.NmsThreshold,
            SuppressionRule.AtOrAbove);
        var ranked = candidates
            .Select((x, i) => new RankedCandidate(x.DefaultBox, new Detection(x.Label, x.Score, x.Box.Clip(1, 1)), !kept.Contains(i)))
            .ToArray();
        Assert.Equal(ranked, decoder.Rank(offsets, logits));
        Assert.Equal(
            ranked.Where(x => !x.Suppressed).Take(Limit(options.MaxDetections)).Select(x => x.Detection),
            decoder.Decode(offsets, logits));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_not_a_number_is_never_detected(bool perClass)
    {
        var boxes = new DefaultBoxes([.. Enumerable.Range(0, 6).Select(i => new Box(i / 6f, 0, (i + 1) / 6f, 1))], [6]);
        float[] logits =
        [
            0, float.NaN, 9,
            float.NaN, 0, 9,
            0, float.PositiveInfinity, 9,
            float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity,
            0, 0, 9,
            0, 0, 9,
        ];
        var offsets = new float[24];
        offsets[17] = float.NaN;
        var options = new DetectionDecoderOptions { ScoreThreshold = 0 };
        IDetectionDecoder decoder = perClass
            ? new PerClassDecoder(boxes, Coder, 3, options)
            : new BestClassDecoder(boxes, Coder, 3, options);
        var found = decoder.DecodeWithDefaultBoxes(offsets, logits);
        Assert.All(found, x => Assert.Equal(5, x.DefaultBox));
        Assert.Contains(found, x => x.Detection.Label == 2 && x.Detection.Score > 0.99f);
    }

    [Fact]
    public void Huge_logits_and_offsets_stay_finite_and_inside_the_image()
    {
        var boxes = new DefaultBoxes([new(0.2f, 0.2f, 0.6f, 0.6f)], [1]);
        var decoder = new BestClassDecoder(boxes, new BoxCoder(Variances.Ssd), 2, new());
        var found = decoder.Decode([0, 0, 1e4f, 1e4f], [-1e30f, 1e30f]);
        Assert.Equal(new Detection(1, 1, new Box(0, 0, 1, 1)), Assert.Single(found));
    }

    [Fact]
    public void Many_threads_share_one_decoder()
    {
        var (boxes, offsets, logits, options) = Problem(1);
        var decoder = new PerClassDecoder(boxes, Coder, C, options);
        var expected = decoder.Decode(offsets, logits);
        Assert.NotEmpty(expected);
        Parallel.For(0, 64, _ => Assert.Equal(expected, decoder.Decode(offsets, logits)));
    }

    [Fact]
    public void Predictions_of_another_size_are_refused()
    {
        var decoder = new PerClassDecoder(new DefaultBoxes(new Box[2], [2]), Coder, 3, new());
        Assert.StartsWith(
            "2 default boxes have 8 offsets, but there are 4.",
            Assert.Throws<ArgumentException>(() => decoder.Decode(new float[4], new float[6])).Message);
        Assert.StartsWith(
            "2 default boxes and 3 classes have 6 logits, but there are 4.",
            Assert.Throws<ArgumentException>(() => decoder.Decode(new float[8], new float[4])).Message);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var boxes = new DefaultBoxes([], []);
        DetectionDecoderOptions[] wrong =
            [new() { ScoreThreshold = 2 }, new() { NmsThreshold = float.NaN }, new() { TopK = 0 }, new() { MaxDetections = -2 }];
        foreach (var options in wrong)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new PerClassDecoder(boxes, Coder, 3, options));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new BestClassDecoder(boxes, Coder, 1, new()));
        Assert.Empty(new BestClassDecoder(boxes, Coder, 3, new()).Decode([], []));
    }

    private static int Limit(int count) => count < 0 ? int.MaxValue : count;

    private static float[] Scores(float[] logits, int a, DetectionDecoderOptions options)
    {
        var row = logits.AsSpan(a * C, C);
        if (options.Activation == ScoreActivation.Sigmoid) return [.. row.ToArray().Select(x => 1 / (1 + Exponential.Of(-x)))];
        var max = row.ToArray().Max();
        var exponentials = row.ToArray().Select(x => Exponential.Of(x - max)).ToArray();
        var sum = 0f;
        foreach (var e in exponentials) sum += e;
        return [.. exponentials.Select(e => e / sum)];
    }

    private static Box Decode(DefaultBoxes boxes, float[] offsets, int a, DetectionDecoderOptions options)
    {
        var box = Coder.Decode(new Offsets(offsets[4 * a], offsets[(4 * a) + 1], offsets[(4 * a) + 2], offsets[(4 * a) + 3]), boxes.Corners[a]);
        return options.Clip ? box.Clip(1, 1) : box;
    }

    // Logits are multiples of 1/2 in every second problem, so that scores tie; default boxes repeat.
    private static (DefaultBoxes Boxes, float[] Offsets, float[] Logits, DetectionDecoderOptions Options) Problem(int seed)
    {
        var random = new Random(seed);
        float Number(float scale) => seed % 2 == 0 ? (random.NextSingle() - 0.5f) * scale : random.Next(-4, 5) * scale / 8;
        var boxes = new DefaultBoxes(seed % 3 == 0 ? random.NextGridBoxes(A) : random.NextBoxes(A), [A]);
        return (
            boxes,
            [.. Enumerable.Range(0, 4 * A).Select(_ => Number(4))],
            [.. Enumerable.Range(0, C * A).Select(i => Number(10) + (i % C == 0 ? seed % 5 : 0))],
            new DetectionDecoderOptions
            {
                ScoreThreshold = new[] { 0, 0.01f, 0.2f, 0.5f }[seed % 4],
                NmsThreshold = new[] { 0.3f, 0.45f, 0.7f }[seed % 3],
                TopK = new[] { -1, 1, 7, 60 }[seed / 2 % 4],
                MaxDetections = new[] { 5, -1, 40 }[seed / 3 % 3],
                ForceSuppress = seed % 5 == 0,
                Activation = seed / 24 == 1 ? ScoreActivation.Sigmoid : ScoreActivation.Softmax,
                Clip = seed / 24 < 2,
            });
    }
}
