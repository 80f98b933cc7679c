using System.Text.Json;
using static MultiBox.Data.Tests.Health.HealthFixture;

namespace MultiBox.Data.Tests.Health;

public sealed class DatasetHealthTests
{
    [Fact]
    public void Classes_are_counted_by_images_and_objects_and_crowd_regions_apart()
    {
        var split = Split(
            "train",
            Image("a", Item(0, 0, 10, 10), Item(10, 10, 20, 20) with { Difficult = true }, Item(0, 0, 50, 50, label: 2) with { Truncated = true }),
            Image("b", Item(0, 0, 10, 10), Item(0, 0, 90, 90) with { Crowd = true, Difficult = true }),
            Image("c", Item(0, 0, 90, 90, label: 2) with { Crowd = true }));

        var health = Analyze(split);

        Assert.Equal(
            [new ClassHealth("cat", Images: 2, Objects: 3, Share: 0.75, Difficult: 1, Truncated: 0, Crowd: 1), new ClassHealth("dog", 1, 1, 0.25, 0, 1, 1)],
            health.Classes);
        Assert.Equal((3, 1, 4, 2, 0), (health.Images, health.EmptyImages, health.Objects, health.Crowd, health.Outside));
    }

    [Fact]
    public void An_image_counts_once_for_a_class_though_another_is_equal_to_it()
    {
        // Records compare by value: two images with the same content stay two.
        var image = Image("a", Item(0, 0, 10, 10), Item(0, 0, 10, 10));
        Assert.Equal(2, Analyze(Split("train", image, image with { })).Classes[0].Images);
    }

    [Theory]
    [InlineData(9, 1, HealthLevel.Ok, null)]
    [InlineData(10, 1, HealthLevel.Note, "'cat' has 10 objects, 10 times as many as 'dog' with 1. Expect a low AP of the rare classes; more images of them help most.")]
    [InlineData(250, 2, HealthLevel.Warning, "'cat' has 250 objects, 125 times as many as 'dog' with 2. Expect a low AP of the rare classes; more images of them help most.")]
    [InlineData(3, 0, HealthLevel.Warning, "No object of 'dog': nothing can be learnt of it here, or measured. Check the names, or add images.")]
    [InlineData(0, 0, HealthLevel.Warning, "There is no object at all.")]
    public void Imbalance_is_judged_by_the_largest_and_the_smallest_class(int cats, int dogs, HealthLevel level, string? hint)
    {
        var objects = Enumerable.Repeat(Item(0, 0, 10, 10), cats).Concat(Enumerable.Repeat(Item(0, 0, 10, 10, label: 2), dogs));
        var health = DatasetHealth.Analyze(Request(Split("train", Image("a", [.. objects]))));

        var imbalance = health.Splits[0].Imbalance;
        Assert.Equal((level, hint), (imbalance.Level, imbalance.Hint));
        Assert.Equal(hint is null ? [] : [new HealthFinding(level, HealthTopic.Classes, $"Split 'train': {hint}")], health.Findings);
        Assert.Equal(dogs == 0 ? null : (double)cats / dogs, imbalance.Ratio);
    }

    [Fact]
    public void A_single_class_is_balanced()
    {
        var health = DatasetHealth.Analyze(Request(Split("train", Image("a", Item(0, 0, 10, 10)))) with { ClassNames = ["cat"] });
        Assert.Equal(new ClassImbalance("cat", 1, 1, "cat", 1, 1, HealthLevel.Ok, null), health.Splits[0].Imbalance);
        Assert.Empty(health.Findings);
    }

    [Fact]
    public void Boxes_are_measured_as_the_resized_input_shows_them()
    {
        // 200 x 100 pixels become 100 x 100: (0, 0, 80, 10) is 40 x 10 there, of size sqrt(400) = 20 and ratio 4;
        // (0, 0, 20, 10) is 10 x 10; (0, 0, 200, 100) is 100 x 100.
        var boxes = Analyze(Split("train", Image("a", Item(0, 0, 80, 10), Item(0, 0, 20, 10), Item(0, 0, 200, 100)))).Boxes;

        Assert.Equal((10, 20, 100), (boxes.Smallest, boxes.Median, boxes.Largest));
        Assert.Equal([(null, 16, 1), (16, 32, 1), (32, 64, 0), (64, 128, 1), (128, 256, 0), (256, null, 0)], Bins(boxes.SizeBins));
        Assert.Equal([(0.1, 0.15, 1), (0.2, 0.25, 1), (0.95, null, 1)], Bins(boxes.RelativeSizeBins).Where(bin => bin.Count > 0));
        // log2 of 4 is 2, between 1.75 and 2.25; of 1 it is 0.
        Assert.Equal([(-0.25, 0.25, 2), (1.75, 2.25, 1)], Bins(boxes.AspectRatioBins).Where(bin => bin.Count > 0));
    }

    [Fact]
    public void Objects_that_are_never_seen_are_counted_as_outside()
    {
        // The centre at x = 210 is out of 200 pixels; a box of no width has no area; (190, 0, 210, 10) has its centre on the border.
        var health = DatasetHealth.Analyze(Request(Split("train", Image("a", Item(195, 0, 225, 10), Item(5, 5, 5, 20), Item(190, 0, 210, 10), Item(float.NaN, 0, 10, 10)))));

        Assert.Equal((4, 3), (health.Splits[0].Objects, health.Splits[0].Outside));
        Assert.Equal(1, health.Splits[0].Boxes.SizeBins.Sum(bin => bin.Count));
        Assert.Contains(
            new HealthFinding(HealthLevel.Note, HealthTopic.Objects, "Split 'train': 3 of 4 objects lie outside of their picture, by their centre or wholly, and are never seen. Check their boxes."),
            health.Findings);
    }

    [Fact]
    public void Images_are_counted_by_the_number_of_their_objects()
    {
        // 0, 1, 4, 5, 7 and 60 objects.
        var records = new[] { 0, 1, 4, 5, 7, 60 }.Select((count, i) => Image($"{i}", [.. Enumerable.Repeat(Item(0, 0, 9, 9), count)]));
        var images = Analyze(Split("train", [.. records])).ObjectsPerImage;

        Assert.Equal((Math.Round(77 / 6.0, 3), 4.5, 60), (images.Mean!.Value, images.Median!.Value, images.Max));
        Assert.Equal([(null, 1, 1), (1, 2, 1), (2, 3, 0), (3, 4, 0), (4, 6, 2), (6, 11, 1), (11, 21, 0), (21, 51, 0), (51, null, 1)], Bins(images.Bins));
    }

    [Fact]
    public void Picture_sizes_are_listed_by_frequency()
    {
        var pictures = Analyze(Split("train", Image("a", 500, 375), Image("b", 375, 500), Image("c", 500, 375), Image("d", 100, 90))).Pictures;

        Assert.Equal(3, pictures.Distinct);
        Assert.Equal([new PictureSizeCount(500, 375, 2), new PictureSizeCount(100, 90, 1), new PictureSizeCount(375, 500, 1)], pictures.MostFrequent);
        Assert.Equal(new PixelRange(100, 437.5, 500), pictures.Widths);
        Assert.Equal(new PixelRange(90, 375, 500), pictures.Heights);
    }

    [Fact]
    public void A_split_without_images_has_no_means()
    {
        var health = Analyze(Split("train"), DefaultBoxesOf(4));

        Assert.Equal((null, null, 0), (health.ObjectsPerImage.Mean, health.ObjectsPerImage.Median, health.ObjectsPerImage.Max));
        Assert.Equal((null, null, null), (health.Boxes.Smallest, health.Boxes.Median, health.Boxes.Largest));
        Assert.Null(health.Pictures.Widths);
        Assert.Equal(new MatchCount(0, 0, 0, 0, null, null), health.Matching!.All);
    }

    [Fact]
    public void Faults_and_leaks_are_findings_and_warnings_come_first()
    {
        var fault = new BadDataEntry("/voc/Annotations/x.xml", 7, "the box has no area", "a box", "0 x 3", BadDataAction.ObjectDropped);
        var train = Split("train", Image("a", Item(0, 0, 9, 9), Item(0, 0, 9, 9, label: 2))) with { Report = new BadDataReport([fault]) };
        var test = Split("test", Image("b", Item(0, 0, 9, 9), Item(0, 0, 9, 9, label: 2)), Image("c"));
        DuplicatePicture[] duplicates =
        [
            new(new("train", "voc", "a"), new("test", "voc", "b"), DuplicateKind.Exact), new(new("train", "voc", "a"), new("test", "voc", "c"), DuplicateKind.Near, 3),
        ];

        var health = DatasetHealth.Analyze(Request(train, test) with { Duplicates = duplicates, WithoutDefaultBoxes = "there is no libtorch." });

        Assert.Equal(
            [
                (HealthLevel.Warning, HealthTopic.Leaks, "Splits 'train' and 'test' share 1 picture: what is trained on one cannot be judged by the other."),
                (HealthLevel.Warning, HealthTopic.Leaks, "Splits 'train' and 'test' share 1 nearly equal picture: what is trained on one cannot be judged by the other."),
                (HealthLevel.Note, HealthTopic.Matching, "What the default boxes match is left out: there is no libtorch."),
                (HealthLevel.Note, HealthTopic.BadData, "Split 'train' has 1 fault: 1 object dropped."),
            ],
            health.Findings.Select(finding => (finding.Level, finding.Topic, finding.Text)));
        Assert.Equal([fault], health.Splits[0].BadData);
        Assert.Equal(duplicates, health.Duplicates);
        Assert.All(health.Splits, split => Assert.Null(split.Matching));
    }

    [Fact]
    public void It_goes_through_json_unchanged()
    {
        var health = DatasetHealth.Analyze(Request(Split("train", Image("a", Item(0, 0, 9, 9), Item(0, 0, 3, 99)))) with { DefaultBoxes = DefaultBoxesOf(4) });
        var json = JsonSerializer.Serialize(health);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<DatasetHealth>(json)));
    }

    [Fact]
    public void A_request_without_classes_or_with_an_impossible_threshold_is_refused()
    {
        Assert.Throws<ArgumentException>(() => DatasetHealth.Analyze(Request() with { ClassNames = [] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => DatasetHealth.Analyze(Request() with { MatchIou = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => DatasetHealth.Analyze(Request() with { InputSize = 0 }));
    }

    private static Boxes.DefaultBoxes DefaultBoxesOf(int cells) => Squares(cells, 0.3f);

    private static SplitHealth Analyze(PreparedSplit split, Boxes.DefaultBoxes? defaultBoxes = null) =>
        DatasetHealth.Analyze(Request(split) with { DefaultBoxes = defaultBoxes }).Splits[0];

    private static IEnumerable<(double? From, double? To, int Count)> Bins(IEnumerable<HistogramBin> bins) => bins.Select(bin => (bin.From, bin.To, bin.Count));
}
