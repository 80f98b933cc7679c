using MultiBox.Abstractions;
using MultiBox.Imaging;
using MultiBox.Pipeline.Benchmarks.Data;

namespace MultiBox.Pipeline.Tests.Benchmarks.Data;

public sealed class PictureSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Generated_pictures_are_files_that_go_with_the_set()
    {
        string folder;
        using (var set = PictureSet.Generate(2, CancellationToken.None))
        {
            folder = Path.GetDirectoryName(set["x"])!;
            Assert.Equal(2, set.Records.Count);
            Assert.All(set.Records, record => Assert.Equal((record.Width, record.Height), ImageFile.ReadSize(record.Picture.Path)));
            Assert.Matches(@"^2 generated pictures of 500x375, \d+\.\d kB on average, content [0-9a-f]{8}$", set.Description);
        }

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_set_that_is_not_wanted_any_more_leaves_nothing()
    {
        var before = Directory.GetDirectories(Path.GetTempPath(), "multibox-bench-*").Length;
        Assert.ThrowsAny<OperationCanceledException>(() => PictureSet.Generate(2, new CancellationToken(canceled: true)));
        Assert.Equal(before, Directory.GetDirectories(Path.GetTempPath(), "multibox-bench-*").Length);
    }

    [Fact]
    public void A_users_pictures_stay_as_they_are_and_get_boxes()
    {
        ImageFile.Write(_folder["b.png"], new RgbImage(20, 10, 90));
        ImageFile.Write(_folder["a.jpg"], new RgbImage(8, 16, 90));
        using (var set = PictureSet.Of([_folder.Root]))
        {
            Assert.Equal([_folder["a.jpg"], _folder["b.png"]], set.Records.Select(record => record.Picture.Path));
            Assert.Equal([(8, 16), (20, 10)], set.Records.Select(record => (record.Width, record.Height)));
            Assert.All(set.Records, record => Assert.NotEmpty(record.Objects));
            Assert.StartsWith("2 pictures, ", set.Description, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(_folder["a.jpg"]));
    }

    [Fact]
    public void Other_pictures_have_another_description()
    {
        ImageFile.Write(_folder["a.png"], new RgbImage(20, 10, 90));
        ImageFile.Write(_folder["b.png"], new RgbImage(20, 10, 91));
        using var a = PictureSet.Of([_folder["a.png"]]);
        using var b = PictureSet.Of([_folder["b.png"]]);
        Assert.StartsWith("1 picture, 0.1 kB on average, content ", a.Description, StringComparison.Ordinal);
        Assert.NotEqual(a.Description, b.Description);
    }

    [Fact]
    public void Of_very_many_pictures_some_are_taken_at_equal_distances()
    {
        var picture = ImageFile.EncodePng(new RgbImage(1, 1));
        for (var i = 0; i < 512; i++) File.WriteAllBytes(_folder[$"{i:000}.png"], picture);
        using var set = PictureSet.Of([_folder.Root]);
        Assert.Equal(256, set.Records.Count);
        Assert.Equal(["000", "002", "004"], set.Records.Take(3).Select(record => record.Id));
        Assert.StartsWith("256 of 512 pictures, ", set.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_no_pictures_are_told_all_at_once()
    {
        _folder.Write("a.jpg", "no picture");
        _folder.Write("b.jpg", "");
        var fault = Assert.Throws<MultiBoxException>(() => PictureSet.Of([_folder.Root]));
        Assert.StartsWith($"--images: {_folder["a.jpg"]}: not a readable picture", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            $"\n--images: {_folder["b.jpg"]}: the file is empty; a picture was expected.\nLeave them out, or convert them to JPEG or PNG.", fault.Message, StringComparison.Ordinal);
    }
}
