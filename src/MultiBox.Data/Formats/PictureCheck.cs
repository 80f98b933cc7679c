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
            return Bounded(readSize(path), place, log);
        }
        catch (InvalidDataException)
        {
            AddUnreadable(new FileInfo(path).Length, place, log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Add(BadDataAction.ImageDropped, place, "unreadable picture", "a readable file", e.Message.TrimEnd('.'));
        }

        return null;
    }

    /// <summary>Refuses a size that is too large to be decoded.</summary>
    /// <param name="size">The size that a picture's header states, in pixels.</param>
    /// <param name="place">Where the picture is.</param>
    /// <param name="log">Where a fault goes, which drops the image.</param>
    /// <returns>The size; null when it is too large.</returns>
    public static (int Width, int Height)? Bounded((int Width, int Height) size, FaultPlace place, FaultLog log)
    {
        if ((long)size.Width * size.Height <= ImageFile.MaxPixels) return size;
        log.Add(
            BadDataAction.ImageDropped, place, "the picture is too large",
            string.Create(CultureInfo.InvariantCulture, $"at most {ImageFile.MaxPixels / 1_000_000} million pixels"), Size(size.Width, size.Height));
        return null;
    }

    /// <summary>Notes that bytes are no picture, which drops the image.</summary>
    /// <param name="length">The number of bytes.</param>
    /// <param name="place">Where they are.</param>
    /// <param name="log">Where the fault goes.</param>
    public static void AddUnreadable(long length, FaultPlace place, FaultLog log) => log.Add(
        BadDataAction.ImageDropped, place, "unreadable picture", "a JPEG, PNG, BMP, WebP or GIF file",
        length == 0 ? "no bytes" : string.Create(CultureInfo.InvariantCulture, $"{length} bytes that are none"));

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
}
