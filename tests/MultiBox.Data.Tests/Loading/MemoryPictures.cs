using MultiBox.Boxes;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Loading;

/// <summary>Pictures in memory, with their records.</summary>
internal sealed class MemoryPictures : IEncodedPictures
{
    private readonly byte[][] _encoded;

    /// <summary>Makes pictures of smooth colours, each another one.</summary>
    public MemoryPictures(int count, int width, int height, PictureSize? recorded = null)
    {
        _encoded = [.. Enumerable.Range(0, count).Select(index => ImageFile.EncodeJpeg(Picture(index, width, height), 90))];
        var (w, h) = recorded ?? new PictureSize(width, height);
        Records =
        [
            .. Enumerable.Range(0, count).Select(index => new ImageRecord(
                $"{index}", "test", new PictureLocation($"/nowhere/{index}.jpg"), $"/nowhere/{index}.xml", w, h,
                [new AnnotatedObject(1, new Box(w * 0.1f, h * 0.2f, w * 0.5f, h * 0.9f), false, false)])),
        ];
        Stored = recorded is null ? null : (width, height);
    }

    public ImageRecord[] Records { get; }

    /// <summary>What is said of the size as stored.</summary>
    public (int Width, int Height)? Stored { get; set; }

    /// <summary>Runs when a picture is read, on the thread that reads it.</summary>
    public Action<int> OnRead { get; set; } = _ => { };

    public ReadOnlySpan<byte> Read(int index, ref byte[] buffer)
    {
        OnRead(index);
        return _encoded[index];
    }

    public (int Width, int Height)? StoredSize(int index) => Stored;

    private static RgbImage Picture(int index, int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var i = 0; i < width * height; i++)
        {
            var (y, x) = Math.DivRem(i, width);
            image.Pixels[i * 3] = (byte)(255 * x / width);
            image.Pixels[(i * 3) + 1] = (byte)(255 * y / height);
            image.Pixels[(i * 3) + 2] = (byte)(index * 37);
        }

        return image;
    }
}
