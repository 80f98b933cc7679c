using System.Buffers.Binary;
using System.Globalization;

namespace MultiBox.Data;

/// <summary>
/// What precedes the picture in a record's payload: {u32 flag, f32 label, u64 id, u64 id2}, then <c>flag</c> numbers: [header width A,
/// object width B, A - 2 further numbers], then objects of B numbers each: class id, xmin, ymin, xmax, ymax (0..1 of the picture's
/// size), and from B = 6 on difficult.
/// </summary>
/// <param name="Id">The record's id.</param>
/// <param name="ObjectWidth">The numbers of an object.</param>
/// <param name="Objects">The numbers of all objects.</param>
/// <param name="PictureStart">Where the picture begins in the payload.</param>
internal sealed record RecordIoLabel(ulong Id, int ObjectWidth, ReadOnlyMemory<float> Objects, int PictureStart)
{
    private const int HeaderLength = 24;
    private const int ShortestHeader = 2;
    private const int ShortestObject = 5;

    // Some 170,000 objects; what a file claims beyond is no label.
    private const int MostNumbers = 1 << 20;

    /// <summary>The number of objects.</summary>
    public int Count => Objects.Length / ObjectWidth;

    /// <summary>The numbers of one object.</summary>
    /// <param name="index">Its position, from 0.</param>
    public ReadOnlySpan<float> Object(int index) => Objects.Span.Slice(index * ObjectWidth, ObjectWidth);

    /// <summary>Reads the label of a record.</summary>
    /// <param name="record">The record.</param>
    /// <returns>The label or what is wrong; the other one is null.</returns>
    public static (RecordIoLabel? Label, RecordIoDamage? Fault) Read(RecordIoRecord record)
    {
        if (record.Length < HeaderLength) return Fault("the record is too short", $"a header of {Text(HeaderLength)} bytes", $"{Text(record.Length)} bytes");
        Span<byte> header = stackalloc byte[HeaderLength];
        record.Read(0, header);
        var flag = BinaryPrimitives.ReadUInt32LittleEndian(header);
        var single = BinaryPrimitives.ReadSingleLittleEndian(header[4..]);
        var id = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        if (flag == 0) return Fault("no boxes are packed", "header width, object width and objects", $"the single label {Text(single)}");
        if (flag < ShortestHeader) return Fault("no boxes are packed", "header width, object width and objects", "1 number");
        var room = Math.Min((record.Length - HeaderLength) / sizeof(float), MostNumbers);
        if (flag > room) return Fault("the label is longer than it can be", $"at most {Text(room)} numbers", Text(flag));

        var numbers = new float[flag];
        var bytes = new byte[numbers.Length * sizeof(float)];
        record.Read(HeaderLength, bytes);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        if (!IsWidth(numbers[0], ShortestHeader, numbers.Length)) return Fault("no header width", $"a number from 2 to {Text(flag)}", Text(numbers[0]));
        var headerWidth = (int)numbers[0];
        if (!IsWidth(numbers[1], ShortestObject, MostNumbers)) return Fault("no object width", "a number from 5 on", Text(numbers[1]));
        var objectWidth = (int)numbers[1];
        if ((numbers.Length - headerWidth) % objectWidth != 0)
        {
            return Fault("the label does not fit its widths", $"{Text(headerWidth)} numbers and {Text(objectWidth)} an object", $"{Text(flag)} numbers");
        }

        return (new RecordIoLabel(id, objectWidth, numbers.AsMemory(headerWidth), HeaderLength + bytes.Length), null);

        (RecordIoLabel?, RecordIoDamage?) Fault(string what, string expected, string found) =>
            (null, new RecordIoDamage(record.Number, record.Offset, what, expected, found));
    }

    private static bool IsWidth(float number, int least, int most) => float.IsInteger(number) && number >= least && number <= most;

    private static string Text(float number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
