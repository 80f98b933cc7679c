using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Imaging;
using MultiBox.Pipeline.Reports;

namespace MultiBox.Pipeline.Tests.Reports;

/// <summary>A small data set that has one of everything that a report tells.</summary>
internal static class HealthSample
{
    /// <summary>A name that would be markup if it were not escaped.</summary>
    public const string HostileClass = "<script>alert('\"&')</script>";

    public static PreparedSplit Train { get; } = new(
        "train",
        [
            Image("a", new AnnotatedObject(1, new Box(10, 10, 60, 50), false, false), new AnnotatedObject(2, new Box(2, 2, 6, 6), true, true)),
            Image("b", new AnnotatedObject(1, new Box(0, 0, 100, 5), false, false), new AnnotatedObject(1, new Box(0, 0, 100, 80), false, false, Crowd: true)),
        ],
        "", [], new BadDataReport([new BadDataEntry("/data/<b>&\u0001.xml", 7, "the box has no area", "xmin < xmax", "(1, 1, 1, 4)", BadDataAction.ObjectDropped)]), 4, 1);

    public static PreparedSplit Test { get; } = new("test", [Image("c", new AnnotatedObject(1, new Box(20, 20, 70, 70), false, false))], "", [], BadDataReport.Empty, 1, 0);

    public static DatasetHealth Health(DefaultBoxes? defaultBoxes, string? without = null, params PreparedSplit[] splits) => DatasetHealth.Analyze(new HealthRequest
    {
        ClassNames = ["cat", HostileClass],
        Splits = splits.Length == 0 ? [Train, Test] : splits,
        InputSize = 64,
        DefaultBoxes = defaultBoxes,
        WithoutDefaultBoxes = without,
        MapNames = ["layer<1>"],
        Duplicates = [new DuplicatePicture(new("train", "voc", "a"), new("test", "voc", "c"), DuplicateKind.Near, 2)],
    });

    public static DefaultBoxes DefaultBoxes { get; } = new DefaultBoxGenerator([[2]], [0.5, 0.7]).Generate(64, 64, [new FeatureMapSize(4, 4)]);

    /// <summary>Pictures of every kind, of one colour.</summary>
    public static HealthPictures Pictures { get; } = new(
        [[Picture("a sample")], []], [.. Enumerable.Repeat<IReadOnlyList<ReportPicture>>([Picture("a worst")], 6)],
        [(new DuplicatePicture(new("train", "voc", "a"), new("test", "voc", "c"), DuplicateKind.Near), Picture("one"), Picture("other"))], [Picture("a bad \"one\"")]);

    private static ReportPicture Picture(string caption) => ReportPicture.Of(new RgbImage(8, 6, 90), $"Image of {caption}", caption);

    private static ImageRecord Image(string id, params AnnotatedObject[] objects) =>
        new(id, "voc", new PictureLocation($"/data/{id}.jpg"), $"/data/{id}.xml", 100, 80, objects);
}
