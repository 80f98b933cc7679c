using MultiBox.Data;

namespace MultiBox.Pipeline.Tests.Training;

/// <summary>Eight small pictures of shapes with their annotations.</summary>
public sealed class ShapesFixture : IDisposable
{
    public const int ImageSize = 64;

    private readonly TemporaryFolder _folder = new();

    public ShapesFixture()
    {
        var root = _folder["shapes"];
        ShapesDataset.Generate(root, new ShapesOptions { ImageSize = ImageSize, TrainCount = 8, ValCount = 0, TestCount = 0, MaxObjects = 2, MinObjectSize = 0.3f });
        var reader = new VocReader(new ReadingOptions { ClassNames = ShapesDataset.ClassNames });
        Records = reader.Read([new VocSelection(new VocFolder("shapes", root), ["train"])]).Records;
    }

    public IReadOnlyList<ImageRecord> Records { get; }

    public void Dispose() => _folder.Dispose();
}
