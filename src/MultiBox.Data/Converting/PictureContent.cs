namespace MultiBox.Data;

/// <summary>Tells what kind of picture some bytes are.</summary>
internal static class PictureContent
{
    /// <summary>The extension of a file with this content.</summary>
    /// <param name="content">The beginning of the picture, 12 bytes or more.</param>
    /// <returns>With its dot; null for a content that is none of the formats that are read.</returns>
    public static string? Extension(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith<byte>([0xFF, 0xD8, 0xFF])) return ".jpg";
        if (content.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G'])) return ".png";
        if (content.StartsWith("GIF8"u8)) return ".gif";
        if (content.StartsWith("BM"u8)) return ".bmp";
        return content.Length >= 12 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8) ? ".webp" : null;
    }
}
