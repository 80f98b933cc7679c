using System.Xml.Linq;
using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Reports;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class HealthTests : IDisposable
{
    private readonly Laboratory _lab = new();

    private string Prepared => Assert.Single(Directory.GetDirectories(_lab["artifacts/.prepared"]));

    private string Html => Path.Combine(Prepared, HealthReport.HtmlFile);

    private string Json => Path.Combine(Prepared, HealthReport.JsonFile);

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void Prepare_leaves_a_report_of_the_whole_data_set_with_pictures()
    {
        var lines = _lab.RunTo(Stage.Prepare);

        Assert.Matches(@"^Prepare: health report in \d+\.\d s, \d+ warnings? \(/.*/health\.html\)\.$", lines[^1]);
        var health = HealthDocument.Read(Json).Health;
        Assert.Equal([("train", 12), ("test", 4)], health.Splits.Select(split => (split.Name, split.Images)));
        Assert.Equal(["stage2", "stage3"], health.DefaultBoxes.Select(map => map.Name));
        // 64 pixels: stage2 has 8 x 8 cells and stage3 4 x 4, with four boxes each.
        Assert.Equal([(256, 8.0), (64, 16.0)], health.DefaultBoxes.Select(map => (map.Boxes, map.Step!.Value)));
        Assert.Equal(health.Splits[0].Objects, health.Splits[0].Matching!.All.GroundTruths);
        var page = XElement.Parse(File.ReadAllText(Html)["<!DOCTYPE html>\n".Length..]);
        // Each class that occurs is shown.
        var shown = page.Descendants("section").Single(section => section.Attribute("id")!.Value == "samples").Descendants("div").Count(list => list.Elements("figure").Any());
        Assert.Equal(health.Splits[0].Classes.Count(item => item.Objects > 0), shown);
    }

    [Fact]
    public void The_same_data_gives_the_same_report()
    {
        _lab.RunTo(Stage.Prepare);
        var before = (ContentHash.OfFile(Html), ContentHash.OfFile(Json));
        Health();
        Assert.Equal(before, (ContentHash.OfFile(Html), ContentHash.OfFile(Json)));

        // One that was lost, or that a stopped run did not come to, comes with the next Prepare; one that is there is left alone.
        File.Delete(Html);
        Assert.StartsWith("Prepare: health report in ", _lab.RunTo(Stage.Prepare)[^1], StringComparison.Ordinal);
        Assert.StartsWith("Prepare: unchanged, skipped ", _lab.RunTo(Stage.Prepare)[^1], StringComparison.Ordinal);
        Assert.Equal(before, (ContentHash.OfFile(Html), ContentHash.OfFile(Json)));
    }

    [Fact]
    public void The_target_writes_it_for_other_default_boxes_and_tells_the_gist()
    {
        _lab.RunTo(Stage.Prepare);
        _lab.Options = _lab.Options with { Overrides = ["model.default_boxes.min_scale=0.69"] };
        var lines = Health();

        Assert.Equal($"Health: {Html}", lines[^1]);
        var health = HealthDocument.Read(Json).Health;
        Assert.Contains(health.Splits[0].Matching!.Sizes.SelectMany(size => size.Hints), hint => hint.Cause == MatchCause.TooSmall);
        var (classes, matched) = (_lab.Log.Tables[^2], _lab.Log.Tables[^1]);
        Assert.Equal(["class", ">train", ">test"], classes.Columns);
        Assert.Equal(health.Splits[0].Classes.Select(item => $"{item.Name} {item.Objects}"), classes.Rows.Select(row => $"{row[0]} {row[1]}"));
        Assert.Equal("Objects that a default box matches at IoU 0.5, by size in input pixels", matched.Title);
        Assert.Equal(["< 16", "16–32", "32–64", "64–128", "128–256", "≥ 256", "all"], matched.Rows.Select(row => row[0]));
        Assert.Equal("–", matched.Rows[5][1]);
        Assert.Equal(health.Findings.Where(finding => finding.Level == HealthLevel.Warning).Select(finding => finding.Text), _lab.Log.Warnings.TakeLast(health.Findings.Count(f => f.Level == HealthLevel.Warning)));
        Assert.Equal(health.Findings.Where(finding => finding.Level == HealthLevel.Note).Select(finding => $"note: {finding.Text}"), lines.Where(line => line.StartsWith("note: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_network_that_cannot_be_described_does_not_keep_the_data_from_being_prepared()
    {
        _lab.Options = _lab.Options with { Overrides = ["model.default_boxes.aspect_ratios=[[2],[2],[2]]"] };
        _lab.RunTo(Stage.Prepare);
        var health = HealthDocument.Read(Json).Health;
        Assert.StartsWith("model.default_boxes does not fit the 2 maps that predict (stage2, stage3):\n", health.WithoutDefaultBoxes, StringComparison.Ordinal);
        Assert.All(health.Splits, split => Assert.Null(split.Matching));
        Assert.Contains("The default boxes could not be had", File.ReadAllText(Html), StringComparison.Ordinal);
        Health();
        Assert.DoesNotContain(_lab.Log.Tables.TakeLast(1), table => table.Title.Contains("matches", StringComparison.Ordinal));
    }

    [Fact]
    public void Pictures_that_splits_share_are_shown_side_by_side()
    {
        _lab.RunTo(Stage.Fetch);
        File.Copy(_lab["data/shapes/JPEGImages/train_00003.jpg"], _lab["data/shapes/JPEGImages/test_00002.jpg"], overwrite: true);
        _lab.RunTo(Stage.Prepare);

        Assert.Equal(
            [new DuplicatePicture(new("train", "shapes", "train_00003"), new("test", "shapes", "test_00002"), DuplicateKind.Exact)], HealthDocument.Read(Json).Health.Duplicates);
        var page = XElement.Parse(File.ReadAllText(Html)["<!DOCTYPE html>\n".Length..]);
        var pair = page.Descendants("div").Single(element => element.Attribute("class")?.Value == "pair");
        Assert.Equal(["train: train_00003", "test: test_00002"], pair.Descendants("figcaption").Select(caption => caption.Value));
        var pictures = pair.Descendants("img").Select(picture => picture.Attribute("src")!.Value).ToList();
        Assert.Equal(2, pictures.Count);
    }

    [Fact]
    public void A_picture_that_cannot_be_read_is_left_out_of_the_report()
    {
        _lab.RunTo(Stage.Prepare);
        var split = PreparedDataset.Load(Prepared).Split("train");
        var gone = split with { Records = [.. split.Records.Select(record => record with { Picture = new PictureLocation("/no/such/file.jpg") })] };
        var health = HealthDocument.Read(Json).Health;
        var pictures = HealthPainter.Draw([gone], health, CancellationToken.None);
        Assert.All(pictures.Samples, Assert.Empty);
        Assert.Equal(6, pictures.Samples.Count);
        Assert.All(pictures.Worst, Assert.Empty);
    }

    [Fact]
    public void Without_prepared_data_the_target_says_what_comes_first() => Assert.Equal(
        "The data set of experiment 'tiny' is not prepared. Run --target Prepare --experiment tiny.", Assert.Throws<MultiBoxException>(() => Health()).Message);

    private IReadOnlyList<string> Health()
    {
        _lab.Log.Take();
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.Health();
        return _lab.Log.Take();
    }
}
