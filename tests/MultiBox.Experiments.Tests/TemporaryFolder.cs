using MultiBox.Abstractions;

namespace MultiBox.Experiments.Tests;

/// <summary>A folder that is deleted with the test; also the repository root of experiments written into it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public const string Minimal = """
        dataset:
          classes: [cat, dog]
          sources:
            - {name: pets, format: voc, train: trainval, test: test}
        model:
          input_size: 300
          backbone: {name: resnet18}
          default_boxes: {min_scale: 0.2, max_scale: 0.9, aspect_ratios: [[1, 2, 0.5]]}
        """;

    public string Path { get; } = Directory.CreateTempSubdirectory("multibox-").FullName;

    public string Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text.ReplaceLineEndings("\n"));
        return file;
    }

    /// <summary>Reads an experiment made of the minimal one and further text at its end.</summary>
    public Experiment Read(string further = "", params string[] overrides) => ReadText(Minimal + "\n" + further, overrides);

    public Experiment ReadText(string text, params string[] overrides) => ExperimentFiles.Read(Path, Write("e.yml", text), overrides);

    /// <summary>The message of the fault that reading must give.</summary>
    public string Fault(string further = "", params string[] overrides) => Assert.Throws<MultiBoxException>(() => Read(further, overrides)).Message;

    public string FaultOfText(string text, params string[] overrides) =>
        Assert.Throws<MultiBoxException>(() => ReadText(text, overrides)).Message;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
