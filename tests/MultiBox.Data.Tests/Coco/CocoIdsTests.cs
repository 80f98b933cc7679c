using MultiBox.Abstractions;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Coco;

public sealed class CocoIdsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CocoBuilder _coco;

    public CocoIdsTests() => _coco = new CocoBuilder(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_record_has_its_id_however_it_is_named()
    {
        // Names of one file alone, of two folders, and of two endings.
        string[] names = ["000000000139.jpg", "x/a.jpg", "y/a.jpg", "z/b.jpg", "z/b.png"];
        _coco.Train(
            CocoBuilder.File(
                [.. names.Select((name, i) => CocoBuilder.Image(100 + i, name))], [.. names.Select((_, i) => CocoBuilder.Item(i + 1, 100 + i, 1))]),
            names);

        var ids = CocoIds.Read(_coco.Json);

        var records = _coco.Read().Records;
        Assert.Equal(["000000000139", "x/a", "y/a", "train/z/b.jpg", "train/z/b.png"], records.Select(record => record.Id));
        Assert.Equal([100, 101, 102, 103, 104], records.Select(record => ids.Image(record.Id)));
        Assert.Null(ids.Image("a"));
        Assert.Null(ids.Image("another"));
    }

    [Fact]
    public void Categories_have_theirs_the_first_of_two_with_one_name()
    {
        _coco.Train(CocoBuilder.File([], [], [CocoBuilder.Category(90, "cat"), CocoBuilder.Category(3, "dog"), CocoBuilder.Category(4, "dog")]));

        var ids = CocoIds.Read(_coco.Json);

        Assert.Equal([90, 3, null], new[] { "cat", "dog", "eel" }.Select(ids.Category));
    }

    [Fact]
    public void Another_file_is_refused()
    {
        _coco.Train("[]");

        Assert.Equal(
            $"{_coco.Json}:1 not COCO's: expected an object with the lists images, annotations and categories, found a list. Mend the file, or fetch or export it again.",
            Assert.Throws<MultiBoxException>(() => CocoIds.Read(_coco.Json)).Message);
    }
}
