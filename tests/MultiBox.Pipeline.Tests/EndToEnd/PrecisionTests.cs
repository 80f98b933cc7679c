using System.Text.Json;
using MultiBox.Native;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>A training, an evaluation and a demonstration in a shorter precision, which a processor without instructions for it emulates.</summary>
[Trait("Category", "EndToEnd")]
public sealed class PrecisionTests : IDisposable
{
    private readonly Laboratory _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData("bf16")]
    [InlineData("fp16")]
    public void Stages_say_in_which_precision_they_compute_and_whether_it_is_emulated(string precision)
    {
        var emulated = precision == "fp16" || !DeviceAbilities.CpuHasBfloat16;
        _lab.Options = _lab.Options with { Overrides = [.. new[] { "train", "evaluate", "demo" }.Select(section => $"{section}.precision={precision}")] };
        var log = _lab.RunTo(Stage.Demo);
        foreach (var stage in new[] { "Train", "Evaluate", "Demo" })
        {
            Assert.Contains($"{stage}: precision {precision} ({stage.ToLowerInvariant()}.precision).", log);
            Assert.Equal(emulated, _lab.Log.Warnings.Any(line => line.EndsWith($"Use {stage.ToLowerInvariant()}.precision auto or fp32 for speed.", StringComparison.Ordinal)));
        }

        using var manifest = JsonDocument.Parse(File.ReadAllBytes(_lab.Run.Manifest));
        Assert.Equal(
            Enumerable.Repeat(emulated ? $"{precision}, emulated" : precision, 3),
            manifest.RootElement.GetProperty("madeWith").EnumerateObject().Select(stage => stage.Value.GetProperty("precision").GetString()));
    }
}
