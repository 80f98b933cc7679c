using System.Buffers.Binary;

namespace MultiBox.Data;

/// <summary>The block of 512 bytes before each entry of a tar.</summary>
internal static class TarHeader
{
    /// <summary>Its length in bytes.</summary>
    public const int Length = 512;

    private const int SumField = 148;
    private const int SumLength = 8;
    private const int SizeField = 124;
    private const int SizeLength = 12;
    private const int KindField = 156;

    /// <summary>Whether bytes are a header. Old tars have no magic, but every header holds the sum of its own bytes, that field counted as spaces.</summary>
    /// <param name="block">The bytes; fewer than a header has are none.</param>
    public static bool IsHeader(ReadOnlySpan<byte> block)
    {
        if (block.Length < Length) return false;
        var sum = SumLength * ' ';
        for (var i = 0; i < Length; i++) sum += i is >= SumField and < SumField + SumLength ? 0 : block[i];
        return Octal(block.Slice(SumField, SumLength)) == sum;
    }

    /// <summary>
    /// The length of what belongs to a header itself, a long name or further attributes, which readers take into memory; 0 for a header of
    /// a file or of anything else, and for what is no header.
    /// </summary>
    /// <param name="block">A block of the length of a header.</param>
    public static long LengthOfMore(ReadOnlySpan<byte> block)
    {
        if (block[KindField] is not ((byte)'x' or (byte)'g' or (byte)'L' or (byte)'K') || !IsHeader(block)) return 0;
        var size = block.Slice(SizeField, SizeLength);

        // A first byte from 128 on marks a binary number; what exceeds 63 bits is as good as endless.
        if (size[0] < 0x80) return Octal(size);
        return size[..4] is [0x80, 0, 0, 0] ? BinaryPrimitives.ReadInt64BigEndian(size[4..]) & long.MaxValue : long.MaxValue;
    }

    private static long Octal(ReadOnlySpan<byte> field)
    {
        var number = 0L;
        foreach (var digit in field)
        {
            if (digit is >= (byte)'0' and <= (byte)'7') number = (number * 8) + digit - '0';
        }

        return number;
    }
}
