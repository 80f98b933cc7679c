using SkiaSharp;

namespace MultiBox.Imaging;

/// <summary>What is said of pictures that cannot be decoded.</summary>
internal static class PictureFault
{
    public static InvalidDataException NotAPicture(string name, SKData data)
    {
        // Only a codec made from a stream says why there is none.
        var result = SKCodecResult.InvalidInput;
        if (data.Size > 0) SKCodec.Create(new SKMemoryStream(data), out result)?.Dispose();
        return NotAPicture(name, result, data.Size);
    }

    public static InvalidDataException NotAPicture(string name, SKCodecResult result, long length) => new(length == 0
        ? $"{name}: the file is empty; a picture was expected."
        : $"{name}: not a readable picture ({result}). JPEG, PNG, BMP, WebP and GIF are read.");

    public static InvalidDataException TooLarge(string name, int width, int height) => new(
        $"{name}: the picture has {width} x {height} pixels; at most {ImageFile.MaxPixels / 1_000_000} million are read. Scale it down first.");

    public static InvalidDataException Damaged(string name, SKCodecResult result) => new(
        $"{name}: the picture cannot be decoded ({result}). The file is damaged or incomplete; fetch or export it again.");
}
