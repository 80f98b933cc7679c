using System.Globalization;
using MultiBox.Boxes;

namespace MultiBox.Evaluation.Tests;

public sealed class DevkitResultsTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Lines_are_as_the_development_kit_reads_them()
    {
        var paths = DevkitResults.Write(_folder, ["cat", "dog"],
        [
            new("000004", new Detection(2, 0.7023126f, new Box(89, 112.96f, 516.04f, 466))),
            new("000010", new Detection(2, 1e-7f, new Box(-0.04f, 0.05f, 10, 20))),
        ]);
        Assert.Equal(["comp4_det_test_cat.txt", "comp4_det_test_dog.txt"], paths.Select(p => Path.GetFileName(p)));
        Assert.Equal("", File.ReadAllText(paths[0]));
        Assert.Equal("000004 0.702313 89.0 113.0 516.0 466.0\n000010 0.000000 0.0 0.1 10.0 20.0\n", File.ReadAllText(paths[1]));
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        var random = new Random(1);
        float Tenths() => random.Next(5000) / 10f;
        DevkitDetection[] detections =
        [
            .. Enumerable.Range(0, 200).Select(i => new DevkitDetection(
                i.ToString("D6", CultureInfo.InvariantCulture),
                new Detection(1, random.Next(1_000_001) / 1e6f, new Box(Tenths(), Tenths(), Tenths(), Tenths())))),
        ];
        var path = Assert.Single(DevkitResults.Write(_folder, ["cat"], detections, set: "val"));
        Assert.Equal("comp4_det_val_cat.txt", Path.GetFileName(path));
        Assert.Equal(detections, DevkitResults.Read(path, label: 1));
    }

    [Fact]
    public void An_older_file_is_replaced_and_nothing_else_is_left()
    {
        DevkitResults.Write(_folder, ["cat"], [new("a", new Detection(1, 1, default))]);
        var path = Assert.Single(DevkitResults.Write(_folder, ["cat"], []));
        Assert.Equal("", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_fault_leaves_the_older_files_alone()
    {
        var path = Assert.Single(DevkitResults.Write(_folder, ["cat"], [new("a", new Detection(1, 1, default))]));
        var before = File.ReadAllText(path);
        Assert.Throws<ArgumentException>(() => DevkitResults.Write(_folder, ["cat"], [new("a", new Detection(2, 1, default))]));
        Assert.Throws<ArgumentException>(() => DevkitResults.Write(_folder, ["cat"], [new("a b", new Detection(1, 1, default))]));
        Assert.Throws<ArgumentException>(() => DevkitResults.Write(_folder, ["cat"], [new("a", new Detection(1, float.NaN, default))]));
        Assert.Throws<ArgumentException>(() => DevkitResults.Write(_folder, ["../cat"], []));
        Assert.Equal(before, File.ReadAllText(path));
    }

    [Fact]
    public void All_bad_lines_are_named_at_once()
    {
        Directory.CreateDirectory(_folder);
        var path = Path.Combine(_folder, "bad.txt");
        File.WriteAllText(path, "a 0.5 1 2 3 4\nb 0.5 1 2 3\nc 0,5 1 2 3 4\n");
        var message = Assert.Throws<InvalidDataException>(() => DevkitResults.Read(path, 1)).Message;
        Assert.Equal(
            $"{path}:2 expected 'image score xmin ymin xmax ymax', found 'b 0.5 1 2 3'.\n" +
            $"{path}:3 expected 'image score xmin ymin xmax ymax', found 'c 0,5 1 2 3 4'.",
            message);
    }
}
