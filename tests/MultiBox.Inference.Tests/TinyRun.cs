using MultiBox.Experiments;
using MultiBox.Imaging;
using MultiBox.Inference.Runs;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Testing;
using static TorchSharp.torch;

namespace MultiBox.Inference.Tests;

/// <summary>The folder of a run of a small network with random weights, which finds something in every picture, and a few pictures.</summary>
public sealed class TinyRun : IDisposable
{
    private const string Experiment = """
        dataset:
          classes: [circle, cross, ring]
          sources:
            - name: shapes
              format: shapes
        model:
          input_size: 64
          backbone: {name: compact, options: {width: 4, features: [stage2, stage3]}}
          default_boxes: {rule: paper, min_scale: 0.3, max_scale: 0.7, aspect_ratios: [[2]]}
        demo: {threshold: 0.3}
        """;

    public TinyRun()
    {
        Write("artifacts/tiny/one/experiment.resolved.yml", Experiment);
        Write("artifacts/tiny/one/checkpoints/epoch-0001/state.json", """{"epoch": 1, "batch": 0, "step": 3}""");
        // Newer by its name, but not finished.
        Directory.CreateDirectory(this["artifacts/tiny/one/checkpoints/epoch-0002.17.tmp"]);
        manual_seed(7);
        var resolved = ResolvedExperiment.Load(Folder, this["artifacts/tiny/one/experiment.resolved.yml"], null, PluginCatalogue.Load(Plugins));
        using var model = SsdModel.Build(ModelSetup.Spec(resolved));
        using (no_grad())
        {
            foreach (var (name, tensor) in model.Network.state_dict())
            {
                if (name.StartsWith("head.", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal)) tensor.mul_(4);
            }
        }

        Safetensors.Write(this["artifacts/tiny/one/checkpoints/epoch-0001/weights.safetensors"], model.Network.state_dict(), model.Conventions.ToMetadata());
        var random = new Random(3);
        Pictures = [.. Enumerable.Range(0, 6).Select(i => Picture(random, 40 + (17 * i), 90 - (11 * i)))];
        Paths = [.. Pictures.Select((_, i) => this[$"pictures/{i}.png"])];
        foreach (var (path, picture) in Paths.Zip(Pictures)) ImageFile.Write(path, picture);
    }

    /// <summary>A temporary folder with all of it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("multibox-inference-").FullName;

    public static IReadOnlyList<string> Plugins { get; } = [Path.Combine(SharedData.RepositoryRoot()!, "plugins")];

    /// <summary>The run's folder.</summary>
    public string Root => this["artifacts/tiny/one"];

    /// <summary>Pictures of several sizes.</summary>
    public IReadOnlyList<RgbImage> Pictures { get; }

    /// <summary>The same as files.</summary>
    public IReadOnlyList<string> Paths { get; }

    public string this[string relative] => Path.Combine(Folder, relative);

    public Detector Load(DetectorOptions? options = null) => Detector.Load(Root, (options ?? new DetectorOptions()) with { PluginFolders = Plugins, Device = "cpu" });

    public string Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        File.WriteAllText(this[relative], text);
        return this[relative];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // Coarse patches of colour, so that places differ.
    private static RgbImage Picture(Random random, int width, int height)
    {
        var small = new RgbImage(5, 5);
        random.NextBytes(small.Pixels);
        return ImageResizer.Resize(small, width, height, Interpolation.Bilinear);
    }
}
