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

    // A JPEG of one 8 x 8 block a component, written by hand as Skia encodes no CMYK.
    public static byte[] CmykJpeg(byte c, byte m, byte y, byte k)
    {
        var bits = string.Concat(new[] { c, m, y, k }.Select(Block));
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        var scan = bits.Chunk(8).Select(b => Convert.ToByte(new string(b), 2)).SelectMany(b => b == 0xFF ? new byte[] { 0xFF, 0 } : [b]);
        return
        [
            0xFF, 0xD8,
            0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0,
            0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)8, 64),
            0xFF, 0xC0, 0, 20, 8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0,
            // Categories 0..8 have codes of four bits; the end of a block has the code 0.
            0xFF, 0xC4, 0, 28, 0x00, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8,
            0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0,
            .. scan,
            0xFF, 0xD9,
        ];

        // The quantised mean is 8 * (value - 128) / 8.
        static string Block(byte value)
        {
            var mean = value - 128;
            var category = mean == 0 ? 0 : 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Abs(mean));
            var code = mean < 0 ? mean + (1 << category) - 1 : mean;
            var number = category == 0 ? "" : Convert.ToString(code, 2).PadLeft(category, '0');
            return Convert.ToString(category, 2).PadLeft(4, '0') + number + "0";
        }
    }

    public static byte[] Jpeg(int width, int height) => ImageFile.EncodeJpeg(Gradient(width, height), 80);

    /// <summary>A progressive JPEG of 45 x 33 pixels with colours at half resolution: Skia encodes none.</summary>
    public static byte[] ProgressiveJpeg() => Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACAWGBwYFCAcGhwkIiAmMFA0MCwsMGJGSjpQdGZ6eHJmcG6AkLicgIiuim5woNqirr7EztDOfJri8u" +
        "DI8LjKzsb/2wBDASIkJDAqMF40NF7GhHCExsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsb/wgARCAAh" +
        "AC0DASIAAhEBAxEB/8QAGQAAAwEBAQAAAAAAAAAAAAAAAAEDBAIF/8QAFwEBAQEBAAAAAAAAAAAAAAAABAMCAP/aAAwDAQACEAMQAAABsY3K1n" +
        "jEF9J41ybujPjI6iCvmoZUGFdxYIL2wCv/xAAZEAEBAQEBAQAAAAAAAAAAAAAAAQISEBH/2gAIAQEAAQUCmnS6TSadJ5URamHC4TDlwlfVqV0+" +
        "p5UTz//EABoRAAEFAQAAAAAAAAAAAAAAAAABERMhQRL/2gAIAQMBAT8Bjojsjo6VjpXEVWMNMP/EABoRAQEAAgMAAAAAAAAAAAAAAAEAAxECEj" +
        "H/2gAIAQIBAT8BMcY7qHsbjdk5q6iIv//EABQQAQAAAAAAAAAAAAAAAAAAAED/2gAIAQEABj8Cd//EABkQAQEBAAMAAAAAAAAAAAAAAAEAEBEg" +
        "If/aAAgBAQABPyEJEEEEiTKyZMmUwdAeZgyYYbhJw9A3/9oADAMBAAIAAwAAABBCXYKUsKMP/8QAFxEBAQEBAAAAAAAAAAAAAAAAARAAEf/aAA" +
        "gBAwEBPxDjUaCG1tZf/8QAFxEAAwEAAAAAAAAAAAAAAAAAAAERMf/aAAgBAgEBPxBFFQlrDWPJDsRoyaP/xAAZEAEBAQEBAQAAAAAAAAAAAAAA" +
        "ETEBIUH/2gAIAQEAAT8QmTaq1VqJUnTq1aN0OfXljyx6Y9Mc+V3i3bEyZUqU8uKmWWm2Gn//2Q==");
}
