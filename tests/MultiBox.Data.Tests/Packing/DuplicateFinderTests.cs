using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Packing;

public sealed class DuplicateFinderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly VocBuilder _voc;
    private PreparedDataset? _prepared;

    public DuplicateFinderTests() => _voc = new VocBuilder(_folder, "voc");

    public void Dispose()
    {
        _prepared?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Equal_files_and_pictures_that_were_encoded_anew_or_resized_are_found()
    {
        Add("a", Scene(1)).Add("b", Scene(2)).Add("c", Scene(3)).Add("d", Scene(4));
        AddEncoded("w", ImageFile.EncodeJpeg(Scene(2), 40)).Add("x", Scene(5));
        AddEncoded("y", File.ReadAllBytes(_folder.At("voc", "JPEGImages", "c.jpg")));
        Add("z", ImageResizer.Resize(Scene(4), 130, 100, Interpolation.Area));

        Assert.Equal(
            [new SharedPicture(1, 0, IsExact: false), new SharedPicture(2, 2, IsExact: true), new SharedPicture(3, 3, IsExact: false)],
            Find(["a", "b", "c", "d"], ["w", "x", "y", "z"]));
        Assert.Equal(
            [
                "Splits 'train' and 'test' share 1 picture (voc/c = voc/y): what is trained on one cannot be judged by the other.",
                "Splits 'train' and 'test' share 2 nearly equal pictures (voc/b = voc/w, voc/d = voc/z): what is trained on one cannot be judged by the other.",
            ],
            _prepared!.Warnings);
    }

    [Fact]
    public void Different_pictures_are_not_taken_for_duplicates()
    {
        string[] train = [.. Enumerable.Range(0, 25).Select(i => $"train{i}")];
        string[] test = [.. Enumerable.Range(0, 25).Select(i => $"test{i}")];
        foreach (var (id, i) in train.Concat(test).Select((id, i) => (id, i))) Add(id, Scene(i));

        Assert.Empty(Find(train, test));
    }

    // Nothing in them is brighter than its neighbour, so all their hashes are equal.
    [Fact]
    public void Plain_pictures_are_told_apart_by_their_brightness()
    {
        Add("a", new RgbImage(200, 150, 10)).Add("b", new RgbImage(200, 150, 60)).Add("y", new RgbImage(200, 150, 35)).Add("z", new RgbImage(100, 80, 61));

        Assert.Equal([new SharedPicture(1, 1, IsExact: false)], Find(["a", "b"], ["y", "z"]));
    }

    [Fact]
    public void The_nearest_of_several_is_named()
    {
        AddEncoded("a", ImageFile.EncodeJpeg(Scene(1), 35)).Add("b", Scene(1)).Add("z", Scene(1));

        Assert.Equal([new SharedPicture(1, 0, IsExact: true)], Find(["a", "b"], ["z"]));
    }

    private IReadOnlyList<SharedPicture> Find(string[] train, string[] test)
    {
        _voc.List("train", train).List("test", test);
        _prepared = new DatasetPreparer(_folder.At("prepared")).Prepare(new DatasetRequest
        {
            Sources = [_voc.Source],
            Splits = [new SplitRequest("train", [new SplitPart("voc", ["train"])]), new SplitRequest("test", [new SplitPart("voc", ["test"])])],
            Reading = new ReadingOptions { ClassNames = ["dog"] },
        });
        return DuplicateFinder.Find(_prepared.Split("train").Pack!, _prepared.Split("test").Pack!);
    }

    private DuplicateFinderTests Add(string id, RgbImage image) => AddEncoded(id, ImageFile.EncodeJpeg(image, 90));

    private DuplicateFinderTests AddEncoded(string id, byte[] encoded)
    {
        var size = Thumbnail.Decode(encoded, id);
        _voc.Xml(id, VocBuilder.Annotation(VocBuilder.Item("dog"), size.Width, size.Height)).WithPicture(id + ".jpg", encoded);
        return this;
    }

    // A few blurred spots, as different as pictures of one kind are.
    private static RgbImage Scene(int seed)
    {
        var random = new Random(seed);
        var small = new RgbImage(6, 5);
        random.NextBytes(small.Pixels);
        return ImageResizer.Resize(small, 260, 200, Interpolation.Bicubic);
    }
}
