using MultiBox.Abstractions;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Loading;

/// <summary>Pictures that were made smaller when they were stored, as a pack may hold them.</summary>
public sealed class StoredPictureTests
{
    private static readonly BatchLoaderOptions Options = new() { InputSize = 32, BatchSize = 3, Normalization = PixelNormalization.ImageNet };

    [Fact]
    public void Boxes_stay_where_the_record_has_them()
    {
        var whole = new MemoryPictures(3, 160, 120);
        var shrunk = new MemoryPictures(3, 81, 60, new PictureSize(160, 120));
        foreach (var options in new[] { Options, Options with { Augmentation = new AugmentationOptions(), Seed = 4 } })
        {
            var (expected, pixels) = Read(whole, options);
            var (found, shrunkPixels) = Read(shrunk, options);
            Assert.Equal(expected.Select(t => t.Boxes), found.Select(t => t.Boxes));
            // The pictures are smooth: at half the resolution they look alike. 0.1 is 6 of 255.
            Assert.True(pixels.Zip(shrunkPixels, (a, b) => Math.Abs(a - b)).Average() < 0.1f);
        }
    }

    [Fact]
    public void A_shrunk_picture_that_nobody_announced_is_refused()
    {
        var pictures = new MemoryPictures(1, 80, 60, new PictureSize(160, 120)) { Stored = null };
        Assert.Equal(
            "/nowhere/0.jpg: the picture has 80 x 60 pixels, its annotation says 160 x 120 (/nowhere/0.xml). "
            + "Correct the annotation's size, or its boxes would be misplaced.",
            Assert.Throws<MultiBoxException>(() => Read(pictures, Options)).Message);
    }

    [Fact]
    public void A_stored_picture_of_another_size_than_announced_is_refused()
    {
        var pictures = new MemoryPictures(1, 80, 60, new PictureSize(160, 120)) { Stored = (100, 75) };
        Assert.Equal(
            "/nowhere/0.jpg: the stored picture has 80 x 60 pixels, 100 x 75 were expected. Prepare the data again.",
            Assert.Throws<MultiBoxException>(() => Read(pictures, Options)).Message);
    }

    [Fact]
    public void Pictures_lie_as_their_records_say_where_nothing_is_said() => Assert.Null(((IEncodedPictures)new SourcePictures([])).StoredSize(0));

    private static (GroundTruth[] Truths, float[] Pixels) Read(MemoryPictures pictures, BatchLoaderOptions options)
    {
        using var loader = new BatchLoader(pictures.Records, pictures, options);
        using var batch = loader.Epoch(0).Single();
        return ([.. batch.GroundTruths], batch.Images.data<float>().ToArray());
    }
}
