using MultiBox.Testing;

namespace MultiBox.Inference.Tests;

public sealed class ReadmeTests
{
    /// <summary>What README.md shows, so that it compiles.</summary>
    internal static void Shown()
    {
        using var detector = Detector.Load("artifacts/quickstart/latest");
        foreach (var found in detector.Detect("photo.jpg"))
        {
            Console.WriteLine($"{found.Label} {found.Score:f2} at {found.Box.X1:f0}, {found.Box.Y1:f0} to {found.Box.X2:f0}, {found.Box.Y2:f0}");
        }

        // Many pictures: decoding runs beside the network, and memory does not grow with their number.
        foreach (var result in detector.DetectStream(Directory.EnumerateFiles("photos", "*.jpg").Select(DetectorPicture.FromFile)))
        {
            Console.WriteLine($"{result.Picture}: {result.Objects.Count} objects in {result.Width} x {result.Height} pixels");
        }
    }

    [Fact]
    public void The_readme_shows_what_is_compiled_here()
    {
        var root = SharedData.RepositoryRoot()!;
        var source = File.ReadAllLines(Path.Combine(root, "tests", "MultiBox.Inference.Tests", "ReadmeTests.cs"));
        var shown = source.SkipWhile(line => !line.Contains("void Shown()", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line != "    }")
            .Select(line => line.Length > 8 ? line[8..] : "");
        Assert.Contains(string.Join('\n', shown), File.ReadAllText(Path.Combine(root, "README.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
