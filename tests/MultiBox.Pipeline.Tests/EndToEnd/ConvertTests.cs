using MultiBox.Abstractions;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class ConvertTests : IDisposable
{
    private readonly Laboratory _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData("voc", "ImageSets")]
    [InlineData("COCO", "annotations")]
    [InlineData("yolo", "labels")]
    public void What_is_converted_is_read_by_the_experiment_that_is_printed(string format, string part)
    {
        var lines = Convert(format);

        var name = format.ToLowerInvariant();
        var folder = _lab[$"artifacts/tiny/converted-{name}"];
        Assert.True(Directory.Exists(Path.Combine(folder, part)));
        Assert.Equal(
            [
                $"Convert: {folder}",
                "An experiment reads it with",
                "  sources:",
                $"    - name: tiny-{name}",
                $"      format: {name}",
                $"      root: \"{folder}\"",
                "      train: train",
                "      test: test",
            ],
            lines.SkipWhile(line => !line.StartsWith("Convert: ", StringComparison.Ordinal)));
        var written = _lab.Log.Tables[^1];
        Assert.Equal(["split", ">images", ">objects"], written.Columns);
        Assert.Equal(["train 12", "test 4"], written.Rows.Select(row => $"{row[0]} {row[1]}"));

        // The printed lines in the place of the experiment's own.
        var sources = string.Concat(lines.SkipWhile(line => line != "  sources:").Select(line => line + "\n"));
        var own = Laboratory.Tiny.ReplaceLineEndings("\n");
        var (start, end) = (own.IndexOf("  sources:", StringComparison.Ordinal), own.IndexOf("model:", StringComparison.Ordinal));
        using var again = new Laboratory(own[..start] + sources + own[end..], "again");
        again.RunTo(Stage.Prepare);

        var prepared = _lab.Log.Tables[^2];
        Assert.Equal(prepared.Columns, again.Log.Tables[^1].Columns);
        Assert.Equal(prepared.Rows, again.Log.Tables[^1].Rows);
        again.Log.Take();
        Assert.Contains("Prepare: unchanged, skipped", Assert.Single(again.RunTo(Stage.Prepare), line => line.StartsWith("Prepare", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_names_of_the_classes_outdate_what_was_prepared()
    {
        Convert("yolo");
        var folder = _lab["artifacts/tiny/converted-yolo"];
        var own = Laboratory.Tiny.ReplaceLineEndings("\n");
        var (start, end) = (own.IndexOf("    - name:", StringComparison.Ordinal), own.IndexOf("model:", StringComparison.Ordinal));
        using var again = new Laboratory($"{own[..start]}    - {{name: y, format: yolo, root: '{folder}', train: train, test: test}}\n{own[end..]}", "again");
        again.RunTo(Stage.Prepare);
        var before = Counts(again);

        var names = File.ReadAllText(Path.Combine(folder, "data.yaml"));
        File.WriteAllText(Path.Combine(folder, "data.yaml"), names.Replace("circle", "x", StringComparison.Ordinal).Replace("cross", "circle", StringComparison.Ordinal).Replace("\"x\"", "\"cross\"", StringComparison.Ordinal));
        var lines = again.RunTo(Stage.Prepare);

        Assert.Contains($"Prepare: runs again (changed: {Path.Combine(folder, "data.yaml")}).", lines);
        var after = Counts(again);
        Assert.NotEqual(before[0], before[1]);
        Assert.Equal((before[0], before[1]), (after[1], after[0]));

        static int[] Counts(Laboratory lab)
        {
            using var prepared = Data.PreparedDataset.Load(Directory.GetDirectories(lab["artifacts/.prepared"]).Single());
            return [.. prepared.Split("train").ClassCounts.Select(count => count.Objects)];
        }
    }

    [Fact]
    public void The_folder_can_be_chosen_and_one_with_something_in_it_is_refused()
    {
        _lab.Options = _lab.Options with { Output = _lab["elsewhere/set"] };
        Convert("yolo");
        Assert.True(File.Exists(_lab["elsewhere/set/data.yaml"]));

        var fault = Assert.Throws<MultiBoxException>(() => Convert("yolo"));

        Assert.Equal($"{_lab["elsewhere/set"]} is not empty, and nothing in it is replaced. Remove it, or name another folder for the converted data set.", fault.Message);
    }

    [Theory]
    [InlineData(null, "Convert: --to is missing. Expected one of voc, coco, yolo, such as --to coco.")]
    [InlineData("cocoo", "Convert: there is no format 'cocoo' to convert to. Did you mean 'coco'? Expected one of voc, coco, yolo.")]
    [InlineData("1", "Convert: there is no format '1' to convert to. Expected one of voc, coco, yolo.")]
    public void The_format_has_to_be_one(string? typed, string expected) =>
        Assert.Equal(expected, Assert.Throws<MultiBoxException>(() => Convert(typed)).Message);

    private IReadOnlyList<string> Convert(string? format)
    {
        _lab.Options = _lab.Options with { To = format };
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.Run(Stage.Fetch);
        bench.Run(Stage.Prepare);
        bench.Convert();
        return _lab.Log.Take();
    }
}
