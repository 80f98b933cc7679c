using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Health;

public sealed class DuplicatePicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_prepared_data_set_is_searched_by_the_content_of_its_pictures()
    {
        var voc = new VocBuilder(_folder, "voc").Image("a", VocBuilder.Item("cat")).Image("b", VocBuilder.Item("cat")).Image("c", VocBuilder.Item("cat"))
            .WithPicture("b.jpg", ImageFile.EncodeJpeg(new RgbImage(100, 50, 10), 80)).List("train", "a", "b").List("test", "c");
        using var prepared = new DatasetPreparer(_folder.At("prepared")).Prepare(new DatasetRequest
        {
            Sources = [voc.Source],
            Splits = [new SplitRequest("train", [new SplitPart("voc", ["train"])]), new SplitRequest("test", [new SplitPart("voc", ["test"])])],
            Reading = new ReadingOptions { ClassNames = ["cat"] },
        });

        var pairs = DuplicatePictures.Find(prepared.Splits);
        Assert.Equal(["train/a test/c"], pairs.Select(Text));
        Assert.All(pairs, pair => Assert.Equal((DuplicateKind.Exact, null), (pair.Kind, pair.Distance)));
        Assert.Equal(["Splits 'train' and 'test' share 1 picture (voc/a = voc/c): what is trained on one cannot be judged by the other."], prepared.Warnings);
    }

    private static string Text(DuplicatePicture pair) => $"{pair.First.Split}/{pair.First.ImageId} {pair.Second.Split}/{pair.Second.ImageId}";
}
