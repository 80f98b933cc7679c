namespace MultiBox.Imaging.Tests;

internal static class TestPictures
{
    public static RgbImage Noise(int width, int height, int seed)
    {
        var image = new RgbImage(width, height);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }

    public static RgbImage Gradient(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = ((y * width) + x) * 3;
                (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]) = ((byte)(x * 3), (byte)(y * 3), (byte)(x + y));
            }
        }

        return image;
    }

    public static byte[] Jpeg(int width, int height) => ImageFile.EncodeJpeg(Gradient(width, height), 80);
}
