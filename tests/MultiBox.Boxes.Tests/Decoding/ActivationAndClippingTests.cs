namespace MultiBox.Boxes.Tests;

public class ActivationAndClippingTests
{
    private static readonly BoxCoder Coder = new(Variances.Ssd);
    private static readonly float Ln3 = MathF.Log(3);

    public static TheoryData<bool> Decoders => [false, true];

    [Fact]
    public void By_the_sigmoid_each_class_has_a_score_of_its_own_whatever_the_background()
    {
        // 1 / (1 + 1 / 3) = 0.75, 1 / (1 + 3) = 0.25.
        float[] logits = [100, Ln3, -Ln3];
        var all = Decode(true, new() { Activation = ScoreActivation.Sigmoid }, logits);
        Assert.Equal([(1, 0.75f), (2, 0.25f)], all.Select(found => (found.Label, MathF.Round(found.Score, 6))));
        var best = Decode(false, new() { Activation = ScoreActivation.Sigmoid }, logits);
        Assert.Equal([(1, 0.75f)], best.Select(found => (found.Label, MathF.Round(found.Score, 6))));
        // The softmax sees nothing but background.
        Assert.Empty(Decode(true, new(), logits));
    }

    [Theory]
    [InlineData(0f, -200f, false)]
    [InlineData(0f, -20f, true)]
    [InlineData(1e-7f, -15f, true)]
    [InlineData(1e-7f, -17f, false)]
    [InlineData(0.5f, 1e-3f, true)]
    [InlineData(0.5f, -1e-3f, false)]
    [InlineData(0.999999f, 14f, true)]
    [InlineData(0.999999f, 13f, false)]
    public void Passing_by_what_shows_background_never_loses_a_score_above_the_threshold(float threshold, float logit, bool found)
    {
        var options = new DetectionDecoderOptions { Activation = ScoreActivation.Sigmoid, ScoreThreshold = threshold };
        Assert.Equal(found, Decode(true, options, [0, logit, -300]).Count == 1);
    }

    [Fact]
    public void A_sigmoid_that_rounds_to_1_reaches_the_threshold_1()
    {
        var options = new DetectionDecoderOptions { Activation = ScoreActivation.Sigmoid, ScoreThreshold = 1 };
        Assert.Equal(1, Assert.Single(Decode(false, options, [0, 20, 0])).Score);
        Assert.Empty(Decode(false, options, [0, 15, 0]));
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void A_class_that_is_not_a_number_spoils_its_default_box_and_a_background_does_not(bool perClass)
    {
        var options = new DetectionDecoderOptions { Activation = ScoreActivation.Sigmoid };
        // So many classes that some are read as vectors.
        for (var c = 1; c < 20; c++)
        {
            float[] logits = [.. Enumerable.Range(0, 20).Select(i => i == c ? float.NaN : i == 10 || i == 11 ? 9 : -9)];
            Assert.Empty(Decode(perClass, options, logits));
        }

        Assert.Equal(2, Decode(perClass, options, [float.NaN, -9, 9]).Single().Label);
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Boxes_that_overlap_inside_the_image_alone_are_told_apart_unless_clipped_before(bool perClass)
    {
        // Unclipped their IoU is 1/2; in the image they are the same box.
        Box[] boxes = [new(-0.5f, 0, 0.5f, 1), new(0, 0, 0.5f, 1)];
        float[] logits = [0, 3, 0, 2];
        var inImage = new Box(0, 0, 0.5f, 1);
        Assert.Equal([inImage], Decode(new() { NmsThreshold = 0.6f }).Select(found => found.Box));
        Assert.Equal([inImage, inImage], Decode(new() { NmsThreshold = 0.6f, Clip = false }).Select(found => found.Box));

        IReadOnlyList<Detection> Decode(DetectionDecoderOptions options) => Decoder(perClass, new(boxes, [2]), 2, options).Decode(new float[8], logits);
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Boxes_without_bounds_end_inside_the_image_too(bool perClass)
    {
        var decoder = Decoder(perClass, new([new(0.2f, 0.2f, 0.6f, 0.6f)], [1]), 2, new() { Clip = false });
        Assert.Equal(new Box(0, 0, 1, 1), Assert.Single(decoder.Decode([0, 0, 1e4f, 1e4f], [0, 9])).Box);
        Assert.Empty(decoder.Decode([float.NaN, 0, 0, 0], [0, 9]));
    }

    private static IReadOnlyList<Detection> Decode(bool perClass, DetectionDecoderOptions options, float[] logits) =>
        Decoder(perClass, new([new(0, 0, 1, 1)], [1]), logits.Length, options).Decode(new float[4], logits);

    private static DetectionDecoder Decoder(bool perClass, DefaultBoxes boxes, int classCount, DetectionDecoderOptions options) =>
        perClass ? new PerClassDecoder(boxes, Coder, classCount, options) : new BestClassDecoder(boxes, Coder, classCount, options);
}
