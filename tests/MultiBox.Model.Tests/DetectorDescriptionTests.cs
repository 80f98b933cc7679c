using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Model.Tests;

public sealed class DetectorDescriptionTests
{
    private static readonly DetectorDescription _detector = new()
    {
        Classes = ["dog", "chat noir", "\"猫\", 3"],
        InputSize = 300,
        Pixels = new PixelNormalization(new Rgb(123.675f, 116.28f, 1f / 3), new Rgb(58.395f, 1, 1e-3f)),
        NormalizesItself = true,
        DefaultBoxes = new DefaultBoxes([new Box(0, 0.1f, 1f / 3, 0.5f), new Box(-0.2f, 0, 1.2f, 1)], [1, 1]),
        BoxCoder = new BoxCoder(new Variances(0.1f, 0.2f, 0.3f, 0.4f), BoxCoder.TorchvisionMaxLogSize),
        Decoder = DecoderRule.BestClass,
        Decoding = new DetectionDecoderOptions
        {
            ScoreThreshold = 0.012345679f,
            NmsThreshold = 0.6f,
            TopK = -1,
            MaxDetections = 7,
            Activation = ScoreActivation.Sigmoid,
            Clip = false,
        },
    };

    [Fact]
    public void A_description_comes_back_from_its_text_pairs_to_the_last_bit()
    {
        var pairs = new Dictionary<string, string>(_detector.ToMetadata()) { ["author"] = "me" };
        var back = DetectorDescription.FromMetadata(pairs)!;
        Assert.Equal(_detector.Classes, back.Classes);
        Assert.Equal((300, _detector.Pixels, true), (back.InputSize, back.Pixels, back.NormalizesItself));
        Assert.Equal(_detector.DefaultBoxes.Corners, back.DefaultBoxes.Corners);
        Assert.Equal((_detector.BoxCoder.Variances, _detector.BoxCoder.MaxLogSize), (back.BoxCoder.Variances, back.BoxCoder.MaxLogSize));
        Assert.Equal((_detector.Decoder, _detector.Decoding), (back.Decoder, back.Decoding));
        Assert.Equal(back.ToMetadata(), _detector.ToMetadata());
        Assert.IsType<BestClassDecoder>(back.CreateDecoder());
        Assert.Equal(back.Decoding, ((BestClassDecoder)back.CreateDecoder()).Options);
    }

    [Fact]
    public void The_other_choices_come_back_too()
    {
        var other = _detector with { BoxCoder = new BoxCoder(Variances.Ssd), NormalizesItself = false, Decoder = DecoderRule.PerClass, Decoding = new DetectionDecoderOptions() };
        var back = DetectorDescription.FromMetadata(other.ToMetadata())!;
        Assert.Null(back.BoxCoder.MaxLogSize);
        Assert.False(back.NormalizesItself);
        Assert.Equal((DecoderRule.PerClass, new DetectionDecoderOptions()), (back.Decoder, back.Decoding));
        Assert.IsType<PerClassDecoder>(back.CreateDecoder());
    }

    [Fact]
    public void The_pairs_are_those_that_are_documented()
    {
        var pairs = _detector.ToMetadata();
        Assert.Equal("""["dog","chat noir","\"猫\", 3"]""", pairs["multibox.classes"]);
        Assert.Equal("123.675, 116.28, 0.33333334", pairs["multibox.pixels.mean"]);
        Assert.Equal(2 * 16, Convert.FromBase64String(pairs["multibox.default_boxes"]).Length);
        Assert.Equal(0.1f, BitConverter.ToSingle(Convert.FromBase64String(pairs["multibox.default_boxes"]), 4));
    }

    [Fact]
    public void Pairs_of_something_else_are_no_description() => Assert.Null(DetectorDescription.FromMetadata(new Dictionary<string, string> { ["author"] = "me" }));

    [Theory]
    [InlineData("format", "2", "'multibox.format' is '2', this version reads 1")]
    [InlineData("classes", null, "'multibox.classes' is missing")]
    [InlineData("classes", "dog, cat", "'multibox.classes' is 'dog, cat', expected a list of names")]
    [InlineData("classes", "[]", "'multibox.classes' is '[]', expected a list of names")]
    [InlineData("input_size", "large", "'multibox.input_size' is 'large', expected an integer")]
    [InlineData("variances", "0.1, 0.1, 0.2", "'multibox.variances' is '0.1, 0.1, 0.2', expected 4 numbers")]
    [InlineData("nms_threshold", "NaN", "'multibox.nms_threshold' is 'NaN', expected a number")]
    [InlineData("decoder", "soft", "'multibox.decoder' is 'soft', expected per_class or best_class")]
    [InlineData("default_boxes", "AAAA", "'multibox.default_boxes' holds no boxes: expected four 32-bit numbers for each, in base64")]
    [InlineData("default_boxes", "?", "'multibox.default_boxes' holds no boxes: expected four 32-bit numbers for each, in base64")]
    public void A_pair_that_cannot_be_read_is_named(string key, string? value, string expected)
    {
        var pairs = new Dictionary<string, string>(_detector.ToMetadata());
        pairs.Remove($"multibox.{key}");
        if (value is not null) pairs[$"multibox.{key}"] = value;
        Assert.Equal(expected, Assert.Throws<FormatException>(() => DetectorDescription.FromMetadata(pairs)).Message);
    }
}
