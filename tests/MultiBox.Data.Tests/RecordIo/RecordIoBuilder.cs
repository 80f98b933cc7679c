using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.RecordIo;

/// <summary>Writes record files byte for byte as dmlc's writer and im2rec with packed labels do.</summary>
public sealed class RecordIoBuilder
{
    public const uint Magic = 0xced7230a;

    private readonly List<byte> _file = [];
    private readonly List<long> _offsets = [];
    private readonly StringBuilder _index = new();
    private readonly StringBuilder _list = new();

    /// <summary>A picture of 100 x 50 pixels.</summary>
    public static byte[] Picture { get; } = ImageFile.EncodeJpeg(new RgbImage(100, 50, 90), 80);

    /// <summary>Where each record begins.</summary>
    public IReadOnlyList<long> Offsets => _offsets;

    public byte[] Bytes => [.. _file];

    /// <summary>One object as im2rec takes it: class id, corners in 0..1, difficult. The box is (12.5, 12.5, 50, 37.5) in pixels.</summary>
    public static float[] Item(float id, float x1 = 0.125f, float y1 = 0.25f, float x2 = 0.5f, float y2 = 0.75f, float difficult = 0) => [id, x1, y1, x2, y2, difficult];

    /// <summary>A label: header width, object width, further numbers of the header, objects.</summary>
    public static float[] Label(int objectWidth, float[] further, params float[][] objects) =>
        [2 + further.Length, objectWidth, .. further, .. objects.SelectMany(x => x.Take(objectWidth))];

    public static byte[] Payload(uint flag, float label, ulong id, float[] numbers, byte[] picture)
    {
        var bytes = new byte[24 + (4 * numbers.Length) + picture.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, flag);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4), label);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), id);
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(24 + (4 * i)), numbers[i]);
        picture.CopyTo(bytes.AsSpan(24 + (4 * numbers.Length)));
        return bytes;
    }

    /// <summary>A JPEG that holds the magic at multiples of four bytes, in a comment.</summary>
    public static byte[] PictureWithMagic(int times = 1)
    {
        // Start of image, then the comment's marker and length: six bytes, and two more to a multiple of four.
        var comment = new byte[6 + (4 * times)];
        comment[0] = 0xFF;
        comment[1] = 0xFE;
        BinaryPrimitives.WriteUInt16BigEndian(comment.AsSpan(2), (ushort)(comment.Length - 2));
        for (var i = 0; i < times; i++) BinaryPrimitives.WriteUInt32LittleEndian(comment.AsSpan(6 + (4 * i)), Magic);
        return [.. Picture[..2], .. comment, .. Picture[2..]];
    }

    /// <summary>Adds an image as im2rec does; with a path, it is in the list too.</summary>
    public RecordIoBuilder Image(ulong id, float[] label, byte[]? picture = null, string? path = null)
    {
        if (path is not null)
        {
            var numbers = string.Concat(label.Select(x => x.ToString("F4", CultureInfo.InvariantCulture) + "\t"));
            _list.Append(CultureInfo.InvariantCulture, $"{id}\t{numbers}{path}\n");
        }

        _index.Append(CultureInfo.InvariantCulture, $"{id}\t{_file.Count}\n");
        return Record(Payload((uint)label.Length, 0, id, label, picture ?? Picture));
    }

    /// <summary>Adds an image with six numbers an object and nothing further in the header.</summary>
    public RecordIoBuilder Objects(ulong id, params float[][] objects) => Image(id, Label(6, [], objects));

    /// <summary>Adds a record, cut where the payload holds the magic at a multiple of four bytes.</summary>
    public RecordIoBuilder Record(byte[] payload)
    {
        _offsets.Add(_file.Count);
        var start = 0;
        for (var i = 0; i + 4 <= payload.Length; i += 4)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(payload.AsSpan(i)) != Magic) continue;
            Part(start == 0 ? 1u : 2u, payload.AsSpan(start, i - start));
            start = i + 4;
        }

        return Part(start == 0 ? 0u : 3u, payload.AsSpan(start));
    }

    /// <summary>Adds one part as it is, padded.</summary>
    public RecordIoBuilder Part(uint kind, ReadOnlySpan<byte> bytes)
    {
        Raw(Header(kind, bytes.Length));
        Raw(bytes);
        return Raw(new byte[-bytes.Length & 3]);
    }

    public RecordIoBuilder Raw(ReadOnlySpan<byte> bytes)
    {
        _file.AddRange(bytes);
        return this;
    }

    public static byte[] Header(uint kind, int length)
    {
        var header = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), (kind << 29) | (uint)length);
        return header;
    }

    /// <summary>Writes <c>name.rec</c> into a folder, with <c>name.idx</c> on request and with <c>name.lst</c> when a record has a path.</summary>
    /// <returns>The record file.</returns>
    public string Write(TemporaryFolder folder, string name, bool index = false)
    {
        if (index) folder.Write(name + ".idx", _index.ToString());
        if (_list.Length > 0) folder.Write(name + ".lst", _list.ToString());
        return folder.Write(name + ".rec", Bytes);
    }
}
