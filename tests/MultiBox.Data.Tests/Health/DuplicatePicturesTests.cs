using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;
using static MultiBox.Data.Tests.Health.HealthFixture;

namespace MultiBox.Data.Tests.Health;

public sealed class DuplicatePicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_content_counts_once_for_two_splits_and_not_within_one()
    {
        // By content: train a b b, val b c, test c a b.
        PreparedSplit[] splits =
        [
            Split("train", Image("a1"), Image("b1"), Image("b2")), Split("val", Image("b3"), Image("c1")), Split("test", Image("c2"), Image("a2"), Image("b4")),
        ];

        var pairs = DuplicatePictures.Exact(splits, path => Path.GetFileName(path)[..1]);

        Assert.Equal(["train/b1 val/b3", "train/a1 test/a2", "train/b1 test/b4", "val/b3 test/b4", "val/c1 test/c2"], pairs.Select(Text));
        Assert.All(pairs, pair => Assert.Equal((DuplicateKind.Exact, null), (pair.Kind, pair.Distance)));
    }

    [Fact]
    public void Pictures_of_one_file_are_told_apart_by_their_place_in_it()
    {
        PreparedSplit[] splits = [Split("train", At(0), At(100)), Split("test", At(100), At(200))];
        Assert.Equal(["train/100 test/100"], DuplicatePictures.Exact(splits, path => path).Select(Text));

        static ImageRecord At(long offset) => Image($"{offset}") with { Picture = new PictureLocation("/pictures.rec", offset, 100) };
    }

    [Fact]
    public void A_prepared_data_set_is_searched_by_the_content_of_its_pictures()
    {
        var voc = new VocBuilder(_folder, "voc").Image("a", VocBuilder.Item("cat")).Image("b", VocBuilder.Item("cat")).Image("c", VocBuilder.Item("cat"))
            .WithPicture("b.jpg", ImageFile.EncodeJpeg(new RgbImage(100, 50, 10), 80)).List("train", "a", "b").List("test", "c");
        var prepared = new DatasetPreparer(_folder.At("prepared")).Prepare(new DatasetRequest
        {
            Sources = [voc.Source],
            Splits = [new SplitRequest("train", [new SplitPart("voc", ["train"])]), new SplitRequest("test", [new SplitPart("voc", ["test"])])],
            Reading = new ReadingOptions { ClassNames = ["cat"] },
        });

        Assert.Equal(["train/a test/c"], DuplicatePictures.Exact(prepared).Select(Text));
        Assert.Equal(["Splits 'train' and 'test' share 1 picture: what is trained on one cannot be judged by the other."], prepared.Warnings);
    }

    private static string Text(DuplicatePicture pair) => $"{pair.First.Split}/{pair.First.ImageId} {pair.Second.Split}/{pair.Second.ImageId}";
}
