using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>A backbone whose folder lies outside this repository's own, as <c>MULTIBOX_PLUGINS</c> names them.</summary>
[Trait("Category", "EndToEnd")]
public sealed class ForeignPluginTests : IDisposable
{
    private readonly Laboratory _lab = new(Laboratory.Tiny.Replace(
        "{name: compact, options: {width: 4, features: [stage2, stage3]}}", "{name: tiny, options: {width: 8, activation: leaky_relu}}", StringComparison.Ordinal));

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void It_trains_evaluates_and_demonstrates_like_any_other()
    {
        var folder = DropIn();
        _lab.Options = _lab.Options with { PluginFolders = [.. _lab.Options.PluginFolders, folder] };
        _lab.RunTo(Stage.Demo);
        Assert.Equal(4, RunMetrics.Read(_lab.Run.Metrics).Images);
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(_lab.Run.Manifest));
        var backbone = manifest.RootElement.GetProperty("plugins")[0];
        Assert.Equal(("backbone", "tiny"), (backbone.GetProperty("kind").GetString(), backbone.GetProperty("name").GetString()));
        Assert.Contains("activation: leaky_relu", File.ReadAllText(_lab.Run.Experiment), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_its_folder_the_experiment_says_what_there_is()
    {
        var fault = Assert.Throws<MultiBoxException>(() => _lab.RunTo(Stage.Fetch));
        Assert.Matches(@"^experiments/tiny\.yml:9\b.* no backbone 'tiny'\.\n  Found: compact, densenet121, inception_v3, mobilenet_v1, .*, vgg16_reduced\.", fault.Message);
    }

    private string DropIn()
    {
        var target = Directory.CreateDirectory(_lab["my plugins/Backbone.Tiny"]).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Laboratory.Repository, "tests", "TestPlugins", "Backbone.Tiny", "bin")))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        return Path.GetDirectoryName(target)!;
    }
}
