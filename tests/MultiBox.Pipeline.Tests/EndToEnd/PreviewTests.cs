using MultiBox.Abstractions;
using MultiBox.Imaging;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Preview;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class PreviewTests : IDisposable
{
    private readonly Laboratory _lab = new();

    private string Sheet => _lab["artifacts/tiny/preview.png"];

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void A_small_data_set_is_shown_whole_and_the_same_each_time()
    {
        _lab.RunTo(Stage.Prepare);
        var lines = Preview();

        Assert.Matches(@"^Preview: 12 training samples with \d\d+ matched default boxes \(/.*/artifacts/tiny/preview\.png\)\.$", lines[^1]);
        // Twelve of four a row.
        const int side = PreviewSheet.SmallestSide;
        Assert.Equal(
            (PreviewSheet.Gap + (4 * (side + PreviewSheet.Gap)), PreviewSheet.HeaderHeight + (3 * (side + PreviewSheet.CaptionHeight + PreviewSheet.Gap))),
            ImageFile.ReadSize(Sheet));
        var first = ContentHash.OfFile(Sheet);
        _lab.Options = _lab.Options with { Overrides = ["train.workers=3", "train.batch_size=3"] };
        Preview();
        Assert.Equal(first, ContentHash.OfFile(Sheet));
        _lab.Options = _lab.Options with { Overrides = ["seed=2"] };
        Preview();
        Assert.NotEqual(first, ContentHash.OfFile(Sheet));
        Assert.Single(Directory.GetFiles(_lab["artifacts/tiny"]));
    }

    [Fact]
    public void A_higher_threshold_leaves_fewer_matched_default_boxes()
    {
        _lab.RunTo(Stage.Prepare);
        var usual = Matched(Preview());
        _lab.Options = _lab.Options with { Overrides = ["model.loss.options.match_iou=0.9"] };
        var strict = Matched(Preview());
        Assert.InRange(strict, 12, usual - 1);

        static int Matched(IReadOnlyList<string> lines) => int.Parse(lines[^1].Split("with ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Without_prepared_data_it_says_what_comes_first() => Assert.Equal(
        "The data set of experiment 'tiny' is not prepared. Run --target Prepare --experiment tiny.", Assert.Throws<MultiBoxException>(() => Preview()).Message);

    private IReadOnlyList<string> Preview()
    {
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.Preview();
        return _lab.Log.Take();
    }
}
