using System.Globalization;
using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>Checks the pictures that annotations are about, by their headers alone.</summary>
internal static class PictureCheck
{
    /// <summary>Reads a picture's size.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="log">Where faults go; each drops the image.</param>
    /// <param name="readSize">What finds the size: <see cref="ReadingOptions.PictureSize"/>.</param>
    /// <returns>The size in pixels; null when the picture cannot be used.</returns>
    public static (int Width, int Height)? ReadSize(string path, FaultLog log, Func<string, (int Width, int Height)> readSize)
    {
        var place = new FaultPlace(path, 0);
        try
        {
            var (width, height) = readSize(path);
            if ((long)width * height <= ImageFile.MaxPixels) return (width, height);
            log.Add(
                BadDataAction.ImageDropped, place, "the picture is too large",
                string.Create(CultureInfo.InvariantCulture, $"at most {ImageFile.MaxPixels / 1_000_000} million pixels"), Size(width, height));
        }
        catch (InvalidDataException)
        {
            log.Add(BadDataAction.ImageDropped, place, "unreadable picture", "a JPEG, PNG, BMP, WebP or GIF file", DescribeContent(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Add(BadDataAction.ImageDropped, place, "unreadable picture", "a readable file", e.Message.TrimEnd('.'));
        }

        return null;
    }

    /// <summary>Compares the size that an annotation states with the picture's own.</summary>
    /// <param name="width">The stated width, as text; null when it is left out.</param>
    /// <param name="height">The stated height, as text; null when it is left out.</param>
    /// <param name="actual">The picture's size in pixels.</param>
    /// <param name="place">Where the size is stated.</param>
    /// <param name="log">Where a fault goes.</param>
    /// <returns>Whether the image can stay.</returns>
    public static bool SizeAgrees(string? width, string? height, (int Width, int Height) actual, FaultPlace place, FaultLog log)
    {
        if (Is(width, actual.Width) && Is(height, actual.Height)) return true;
        return log.Mend(
            BadDataAction.ImageDropped, place, "the stated size is not the picture's", Size(actual.Width, actual.Height),
            $"{width ?? "no width"}x{height ?? "no height"}");
    }

    private static bool Is(string? stated, int actual) =>
        float.TryParse(stated, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == actual;

    private static string Size(int width, int height) => string.Create(CultureInfo.InvariantCulture, $"{width}x{height}");

    private static string DescribeContent(string path) => new FileInfo(path).Length switch
    {
        0 => "an empty file",
        var length => string.Create(CultureInfo.InvariantCulture, $"{length} bytes that are none"),
    };
}
