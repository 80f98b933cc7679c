using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Packing;

public sealed class DifferenceHashTests
{
    [Fact]
    public void A_bit_says_whether_the_next_cell_is_brighter()
    {
        // Nine columns of one pixel and eight rows: the first row rises, the second falls, the others are plain.
        var image = new RgbImage(9, 8, 100);
        for (var x = 0; x < 9; x++)
        {
            Set(image, x, 0, (byte)(10 * x));
            Set(image, x, 1, (byte)(200 - (10 * x)));
        }

        Assert.Equal(0xFFUL, DifferenceHash.Of(image));
        Assert.Equal(0xFFUL, DifferenceHash.Of(ImageResizer.Resize(image, 90, 80, Interpolation.Nearest)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 500)]
    [InlineData(500, 2)]
    public void Pictures_of_any_size_have_one(int width, int height) => Assert.Equal(0UL, DifferenceHash.Of(new RgbImage(width, height, 77)));

    // 5 x 1 pixels on 2 cells: the middle pixel belongs to both by half. (0 + 10 + 20/2) / 2.5 = 8, (20/2 + 30 + 40) / 2.5 = 32.
    [Fact]
    public void A_pixel_on_a_border_counts_by_its_parts()
    {
        var image = new RgbImage(5, 1);
        for (var x = 0; x < 5; x++) Set(image, x, 0, (byte)(10 * x));
        var cells = new long[2];

        BrightnessGrid.Fill(image, 2, 1, cells);

        Assert.Equal([8, 32], cells.Select(cell => cell / BrightnessGrid.Scale(image)));
    }

    // 2 pixels on 5 cells: the cells show 0, 0, half of each, 100, 100.
    [Fact]
    public void A_cell_may_be_smaller_than_a_pixel()
    {
        var image = new RgbImage(1, 2);
        Set(image, 0, 1, 100);
        var cells = new long[5];

        BrightnessGrid.Fill(image, 1, 5, cells);

        Assert.Equal([0, 0, 50, 100, 100], cells.Select(cell => cell / BrightnessGrid.Scale(image)));
    }

    [SkippableFact]
    public void Photographs_that_were_encoded_anew_are_near_and_others_are_not()
    {
        SharedData.RequireBccd();
        string[] files = [.. Directory.GetFiles(Path.Combine(SharedData.Bccd, "JPEGImages"), "*.jpg").Order(StringComparer.Ordinal)];
        var hashes = files.AsParallel().AsOrdered().Select(path => DifferenceHash.Of(Thumbnail.Decode(File.ReadAllBytes(path), path).Image)).ToList();

        for (var i = 0; i < 30; i++)
        {
            var image = ImageFile.Decode(files[i]);
            var again = ImageFile.EncodeJpeg(ImageResizer.Resize(image, 320, 240, Interpolation.Area), 50);
            Assert.InRange(DifferenceHash.Distance(hashes[i], DifferenceHash.Of(Thumbnail.Decode(again, "again").Image)), 0, DifferenceHash.NearDuplicateBits);
        }

        var near = new List<string>();
        for (var i = 0; i < files.Length; i++)
        {
            for (var j = i + 1; j < files.Length; j++)
            {
                if (DifferenceHash.Distance(hashes[i], hashes[j]) <= DifferenceHash.NearDuplicateBits) near.Add($"{Name(i)} {Name(j)}");
            }
        }

        // One field photographed twice, at another focus: the only pair of 66,066, and BCCD has it in train and val.
        Assert.Equal(["BloodImage_00037 BloodImage_00038"], near);

        string Name(int i) => Path.GetFileNameWithoutExtension(files[i]);
    }

    private static void Set(RgbImage image, int x, int y, byte value) => image.Pixels.AsSpan(((y * image.Width) + x) * 3, 3).Fill(value);
}
