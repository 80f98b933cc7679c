using System.Buffers.Binary;

namespace MultiBox.Data.Tests.Fuzz;

/// <summary>Pictures in formats that Skia reads but does not write, and headers that claim any size.</summary>
internal static class SmallPictures
{
    /// <summary>A GIF of one colour.</summary>
    public static byte[] Gif(ushort width, ushort height)
    {
        // Colours of two bits: codes have three bits, 4 clears, 5 ends. One clear code before each pixel keeps codes at three bits.
        var codes = Enumerable.Range(0, Math.Min(width * height, 100)).SelectMany(_ => new[] { 4, 1 }).Append(5);
        var bits = codes.SelectMany(code => Enumerable.Range(0, 3).Select(bit => (code >> bit) & 1)).ToList();
        var data = bits.Chunk(8).Select(chunk => (byte)chunk.Select((bit, i) => bit << i).Sum()).ToArray();
        return
        [
            .. "GIF89a"u8, .. Little(width), .. Little(height), 0x91, 0, 0, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255,
            0x2C, 0, 0, 0, 0, .. Little(width), .. Little(height), 0, 2, .. data.Chunk(255).SelectMany(block => new[] { (byte)block.Length }.Concat(block)), 0, 0x3B,
        ];
    }

    /// <summary>A BMP of 24 bits a pixel.</summary>
    public static byte[] Bmp(int width, int height)
    {
        var pixels = new byte[Math.Min(((width * 3L) + 3) / 4 * 4 * height, 4096)];
        return [.. "BM"u8, .. Little(54 + pixels.Length), 0, 0, 0, 0, .. Little(54), .. Little(40), .. Little(width), .. Little(height), 1, 0, 24, 0, .. new byte[24], .. pixels];
    }

    private static byte[] Little(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little(ushort value) => [(byte)value, (byte)(value >> 8)];
}
