using System.Buffers.Binary;
using System.Globalization;

namespace MultiBox.Imaging.Tests;

/// <summary>Headers that claim up to 60,000 x 60,000 pixels in some hundred bytes: 14 GB, were they believed.</summary>
public sealed class AbsurdSizeTests
{
    private const int Size = 60_000;
    private const long FewBytes = 10_000_000;

    public static TheoryData<string, byte[], int> Headers => new()
    {
        { "JPEG", Jpeg(), Size },
        { "progressive JPEG", [.. Jpeg().Select((value, i) => i > 0 && Jpeg()[i - 1] == 0xFF && value == 0xC0 ? (byte)0xC2 : value)], Size },
        { "PNG", Png(), Size },
        { "BMP", Bmp(), Size },
        { "WebP", WebP(20_000), 20_000 },
        { "GIF", Gif(), Size },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_that_claims_too_many_pixels_is_refused_before_memory_is_taken(string format, byte[] file, int size)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var peak = PeakOfVirtualMemory();

        var fault = Assert.Throws<InvalidDataException>(() => ImageFile.Decode(file, format));

        Assert.Equal($"{format}: the picture has {size} x {size} pixels; at most 100 million are read. Scale it down first.", fault.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < FewBytes);

        // What the decoder takes is outside the managed heap. Other tests run meanwhile, but none takes a gigabyte.
        Assert.True(PeakOfVirtualMemory() - peak < 1_000_000_000);
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void The_size_that_a_header_claims_is_read_without_memory(string format, byte[] file, int size)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var peak = PeakOfVirtualMemory();

        Assert.Equal((size, size), ImageFile.ReadSize(file, format));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < FewBytes);
        Assert.True(PeakOfVirtualMemory() - peak < 1_000_000_000);
    }

    [Fact]
    public void Webp_of_more_than_half_a_milliard_pixels_is_refused_by_the_decoder_itself()
    {
        const string Message = "WebP: not a readable picture (InvalidInput). JPEG, PNG, BMP, WebP and GIF are read.";

        Assert.Equal(Message, Assert.Throws<InvalidDataException>(() => ImageFile.Decode(WebP(Size), "WebP")).Message);
        Assert.Equal(Message, Assert.Throws<InvalidDataException>(() => ImageFile.ReadSize(WebP(Size), "WebP")).Message);
    }

    // The most that the process has had mapped, touched or not, where the platform tells; else 0.
    private static long PeakOfVirtualMemory()
    {
        const string Status = "/proc/self/status";
        if (!File.Exists(Status)) return 0;
        var line = File.ReadLines(Status).First(text => text.StartsWith("VmPeak:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("VmPeak:".Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) * 1024;
    }

    private static byte[] Jpeg()
    {
        var file = TestPictures.Jpeg(16, 16);

        // The frame header: FF C0, length, precision, height, width.
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), Size);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 7), Size);
        return file;
    }

    private static byte[] Png()
    {
        var file = ImageFile.EncodePng(new RgbImage(16, 16));

        // The signature, then the first chunk: length, IHDR, width, height, five bytes, checksum of all but the length.
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), Size);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), Size);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc(file.AsSpan(12, 17)));
        return file;
    }

    private static byte[] Bmp()
    {
        var file = new byte[54 + 1000];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), Size);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), Size);
        file[26] = 1;
        file[28] = 24;
        return file;
    }

    private static byte[] WebP(int size)
    {
        // An extended file: a canvas (its width and height less one, 24 bits each) larger than any picture on it, and an animation's frame.
        using var bitmap = new SkiaSharp.SKBitmap(16, 16);
        using var encoded = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Webp, 100);
        var picture = encoded.ToArray()[12..];
        byte[] canvas = [.. Little(size - 1, 3), .. Little(size - 1, 3)];
        byte[] frame = [.. "ANMF"u8, .. Little(16 + picture.Length, 4), .. new byte[6], .. Little(15, 3), .. Little(15, 3), .. Little(100, 3), 0, .. picture];
        byte[] body = [.. "WEBPVP8X"u8, .. Little(10, 4), 0x12, 0, 0, 0, .. canvas, .. "ANIM"u8, .. Little(6, 4), .. new byte[6], .. frame];
        return [.. "RIFF"u8, .. Little(body.Length, 4), .. body];
    }

    private static byte[] Gif() =>
    [
        .. "GIF89a"u8, .. Little(Size, 2), .. Little(Size, 2), 0x80, 0, 0, 0, 0, 0, 255, 255, 255,
        0x2C, 0, 0, 0, 0, .. Little(Size, 2), .. Little(Size, 2), 0, 2, 2, 0x4C, 0x01, 0, 0x3B,
    ];

    private static byte[] Little(int value, int bytes)
    {
        var all = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(all, value);
        return all[..bytes];
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB88320;
        }

        return ~sum;
    }
}
