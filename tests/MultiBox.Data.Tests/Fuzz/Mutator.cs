using System.Buffers.Binary;
using System.Text;

namespace MultiBox.Data.Tests.Fuzz;

/// <summary>Makes hostile input: random bytes, and valid files with random changes. Equal seeds make equal bytes.</summary>
internal static class Mutator
{
    private const int MostChanges = 6;
    private const int LongestRandom = 600;
    private const int LongestBlock = 64;
    private const int MostRepeats = 3000;

    private static readonly ulong[] Numbers =
        [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x1FFFFFFF, long.MaxValue, 1UL << 63, ulong.MaxValue];

    private static readonly string[] NumberTexts =
        ["-1", "0", "99999999999999999999", "-99999999999999999999", "2147483648", "1e308", "1e-320", "NaN", "-Infinity", "0x10", "1,5", ""];

    /// <summary>The bytes of one case.</summary>
    /// <param name="name">The name of the target, so that targets see different cases.</param>
    /// <param name="seed">The case.</param>
    /// <param name="valid">Valid files to start from.</param>
    /// <param name="tokens">Pieces that mean something in the format.</param>
    public static byte[] Make(string name, int seed, IReadOnlyList<byte[]> valid, IReadOnlyList<string> tokens)
    {
        var random = RandomSequence.For("fuzz " + name, seed);
        if (seed % 8 == 0) return RandomBytes(ref random, random.NextInt(LongestRandom));
        List<byte> bytes = [.. valid[random.NextInt(valid.Count)]];
        for (var left = 1 + random.NextInt(MostChanges); left > 0; left--) Change(bytes, valid, tokens, ref random);
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, IReadOnlyList<byte[]> valid, IReadOnlyList<string> tokens, ref RandomSequence random)
    {
        var at = random.NextInt(bytes.Count + 1);
        var block = bytes.GetRange(at, Math.Min(random.NextInt(LongestBlock), bytes.Count - at)).ToArray();
        switch (random.NextInt(tokens.Count > 0 ? 11 : 9))
        {
            case 0:
                if (at < bytes.Count) bytes[at] ^= (byte)(1 << random.NextInt(8));
                break;
            case 1:
                if (at < bytes.Count) bytes[at] = (byte)random.NextInt(256);
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3:
                bytes.RemoveRange(at, block.Length);
                break;
            case 4:
                bytes.InsertRange(random.NextInt(bytes.Count + 1), block);
                break;
            case 5:
                var other = valid[random.NextInt(valid.Count)];
                var from = random.NextInt(other.Length + 1);
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(from));
                break;
            case 6:
                bytes.InsertRange(at, RandomBytes(ref random, 1 + random.NextInt(16)));
                break;
            case 7:
                Overwrite(bytes, at, ref random);
                break;
            case 8:
                ReplaceNumber(bytes, at, ref random);
                break;
            case 9:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(tokens[random.NextInt(tokens.Count)]));
                break;
            default:
                var token = Encoding.UTF8.GetBytes(tokens[random.NextInt(tokens.Count)]);
                bytes.InsertRange(at, Enumerable.Repeat(token, random.NextInt(MostRepeats)).SelectMany(x => x));
                break;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, ref RandomSequence random)
    {
        Span<byte> number = stackalloc byte[8];
        var value = Numbers[random.NextInt(Numbers.Length)];
        var size = 1 << random.NextInt(4);
        if (random.Chance(0.5f)) BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        else BinaryPrimitives.WriteUInt64BigEndian(number, value << (64 - (8 * size)));
        for (var i = 0; i < size && at + i < bytes.Count; i++) bytes[at + i] = number[i];
    }

    // The first number in text from a place on.
    private static void ReplaceNumber(List<byte> bytes, int at, ref RandomSequence random)
    {
        while (at < bytes.Count && !char.IsAsciiDigit((char)bytes[at])) at++;
        var end = at;
        while (end < bytes.Count && (char.IsAsciiDigit((char)bytes[end]) || bytes[end] == '.')) end++;
        bytes.RemoveRange(at, end - at);
        bytes.InsertRange(at, Encoding.UTF8.GetBytes(NumberTexts[random.NextInt(NumberTexts.Length)]));
    }

    private static byte[] RandomBytes(ref RandomSequence random, int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)random.NextInt(256);
        return bytes;
    }
}
