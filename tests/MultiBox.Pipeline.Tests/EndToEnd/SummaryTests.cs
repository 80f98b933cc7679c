using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using MultiBox.Abstractions;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class SummaryTests : IDisposable
{
    private readonly Laboratory _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void It_needs_no_data_and_tells_prints_and_draws_the_same()
    {
        var line = Summary()[^1];
        Assert.Equal($"Summary: drawn in {_lab["artifacts/tiny/network.svg"]}, for programs in {_lab["artifacts/tiny/summary.json"]}.", line);
        Assert.False(Directory.Exists(_lab["data"]));
        Assert.Equal(3, _lab.Log.Tables.Count);
        Assert.Empty(_lab.Log.Warnings);

        var layers = _lab.Log.Tables[0];
        Assert.Equal(["backbone.stem.conv", "Conv2d 3x3/2", "4 × 32 × 32", "108", "110,592"], layers.Rows[0]);
        Assert.StartsWith("head.", layers.Rows[^1][0], StringComparison.Ordinal);
        var totals = _lab.Log.Tables[1].Rows.ToDictionary(row => row[0].Trim(), row => row[1]);
        Assert.Equal(totals["parameters"], layers.Rows.Sum(row => Number(row[3])).ToString("n0", CultureInfo.InvariantCulture));
        Assert.Equal(totals["multiply-adds of an image"], layers.Rows.Sum(row => Number(row[4])).ToString("n0", CultureInfo.InvariantCulture));
        var maps = _lab.Log.Tables[2].Rows;
        // Sides 64 / 8 and 64 / 16; one ratio makes four boxes a cell.
        Assert.Equal(["stage2", "16", "8 × 8", "8", "4", "256"], maps[0].Take(6));
        Assert.Equal(("all", "320"), (maps[^1][0], maps[^1][5]));

        using var json = JsonDocument.Parse(File.ReadAllBytes(_lab["artifacts/tiny/summary.json"]));
        var root = json.RootElement;
        Assert.Equal(("multibox-summary", 1, "tiny"), (root.GetProperty("format").GetString(), root.GetProperty("version").GetInt32(), root.GetProperty("experiment").GetString()));
        Assert.Equal(totals["parameters"], root.GetProperty("totals").GetProperty("parameters").GetInt64().ToString("n0", CultureInfo.InvariantCulture));
        Assert.Equal(layers.Rows.Count, root.GetProperty("layers").GetArrayLength());
        Assert.Equal([1, 4, 32, 32], root.GetProperty("layers")[0].GetProperty("output_shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal(256, root.GetProperty("maps")[0].GetProperty("boxes").GetInt32());
        XDocument.Load(_lab["artifacts/tiny/network.svg"]);
    }

    [Fact]
    public void The_size_of_the_weights_is_that_of_a_checkpoint()
    {
        Summary();
        using var json = JsonDocument.Parse(File.ReadAllBytes(_lab["artifacts/tiny/summary.json"]));
        var bytes = json.RootElement.GetProperty("totals").GetProperty("weight_bytes").GetInt64();
        _lab.RunTo(Stage.Train);
        var file = new FileInfo(Checkpoint.Newest(_lab.Run.Checkpoints)!.Weights).Length;
        // The header names the tensors.
        Assert.InRange(file, bytes, bytes + 20_000);
    }

    [Fact]
    public void A_pattern_that_freezes_nothing_is_an_error_here_too()
    {
        _lab.Options = _lab.Options with { Overrides = ["train.freeze=[^nothing]"] };
        Assert.StartsWith("train.freeze: no parameter matches '^nothing'.", Assert.Throws<MultiBoxException>(() => Summary()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_from_elsewhere_is_told_and_drawn_like_any_other()
    {
        using var lab = new Laboratory(Laboratory.Tiny.Replace(
            "{name: compact, options: {width: 4, features: [stage2, stage3]}}", "{name: tiny, options: {width: 8}}", StringComparison.Ordinal));
        lab.Options = lab.Options with { PluginFolders = [.. lab.Options.PluginFolders, Path.Combine(Laboratory.Repository, "tests", "TestPlugins", "Backbone.Tiny")] };
        using var bench = new Workbench(lab.Options, lab.Log, CancellationToken.None);
        bench.Summary();
        Assert.Empty(lab.Log.Warnings);
        Assert.Equal(["backbone.stem.0.0", "Conv2d 3x3/2", "8 × 32 × 32", "216", "221,184"], lab.Log.Tables[0].Rows[0]);
        var names = XDocument.Load(lab["artifacts/tiny/network.svg"]).Descendants().Where(element => element.Attribute("class")?.Value == "name middle").Select(element => element.Value);
        Assert.Contains("layer1", names);
        Assert.Contains("layer2", names);
    }

    [Fact]
    public void All_networks_are_compared_and_those_that_fail_are_told()
    {
        File.WriteAllText(_lab["experiments/broken.yml"], Laboratory.Tiny.Replace("name: compact", "name: compost", StringComparison.Ordinal));
        string[] folders = ["plugins/Backbone.Compact", "plugins/Backbone.MobileNet", "plugins/Head.MultiBox", "plugins/Loss.MultiBox"];
        _lab.Options = _lab.Options with { PluginFolders = [.. folders.Select(folder => Path.Combine(Laboratory.Repository, folder))] };
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.Networks();

        Assert.Equal(["compact", "mobilenet_v1", "mobilenet_v2", "mobilenet_v3_large"], _lab.Log.Tables[0].Rows.Select(row => row[0]));
        Assert.Equal("300", _lab.Log.Tables[0].Rows[1][1]);
        Assert.Equal("no experiment: its defaults", _lab.Log.Tables[0].Rows[1][^1]);
        Assert.Contains("tiny", _lab.Log.Tables[1].Rows.Select(row => row[0]));
        Assert.StartsWith("broken.yml is left out: ", Assert.Single(_lab.Log.Warnings), StringComparison.Ordinal);
        Assert.Contains("Did you mean 'compact'?", _lab.Log.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_comparison_can_be_stopped()
    {
        using var bench = new Workbench(_lab.Options, _lab.Log, new CancellationToken(canceled: true));
        Assert.Throws<OperationCanceledException>(bench.Networks);
    }

    private IReadOnlyList<string> Summary()
    {
        _lab.Log.Take();
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.Summary();
        return _lab.Log.Take();
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
