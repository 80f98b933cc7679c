using System.Text;

namespace MultiBox.Weights.Tests;

/// <summary>Damages copies of a file: bits and bytes as disks do, and numbers, parts and order as somebody who knows formats does.</summary>
/// <param name="whole">The good file.</param>
internal sealed class Mutator(byte[] whole)
{
    // Formats keep what they say of themselves at their beginning or end.
    private const int Edge = 2048;

    private static readonly long[] _extremes = [0, 1, -1, 2, 7, 63, 64, 65, 127, 128, 255, 256, short.MaxValue, ushort.MaxValue, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, long.MaxValue, long.MinValue];

    private static readonly string[] _texts = ["-1", "0", "1.5", "99999999999999999999", "9223372036854775807", "null", "[]", "{}", "\"\"", "\"x\"", "[[[[[[[[[[[[[[[[[[", "(", ")", "{", "\\ud800", "True", "(1000000,1000000)"];

    /// <summary>Makes a damaged copy.</summary>
    /// <param name="random">Says how.</param>
    public byte[] Next(Random random)
    {
        var content = whole;
        for (var i = random.Next(1, 4); i > 0 && content.Length > 0; i--) content = Change(content, random);
        return content;
    }

    private static byte[] Change(byte[] content, Random random)
    {
        var at = Place(content, random);
        var length = Math.Min(random.Next(1, random.Next(2) == 0 ? 16 : 256), content.Length - at);
        switch (random.Next(9))
        {
            case 0: return Replaced(content, at, 1, [(byte)(content[at] ^ (1 << random.Next(8)))]);
            case 1: return Replaced(content, at, 1, [(byte)random.Next(256)]);
            case 2: return Replaced(content, at, length, [.. Enumerable.Repeat((byte)(random.Next(2) * 255), length)]);
            case 3: return content[..Math.Max(1, at)];
            case 4: return Replaced(content, at, length, []);
            case 5: return Replaced(content, at, 0, content[at..(at + length)]);
            case 6:
                var from = Place(content, random);
                return Replaced(content, at, random.Next(2) == 0 ? 0 : length, content[from..Math.Min(content.Length, from + length)]);
            case 7:
                var number = BitConverter.GetBytes(_extremes[random.Next(_extremes.Length)])[..(1 << random.Next(4))];
                return Replaced(content, at, Math.Min(number.Length, content.Length - at), number);
            default:
                // In the place of a number or word in text.
                while (at > 0 && IsWord(content[at - 1])) at--;
                var end = at;
                while (end < content.Length && end - at < 64 && IsWord(content[end])) end++;
                return Replaced(content, at, end - at, Encoding.ASCII.GetBytes(_texts[random.Next(_texts.Length)]));
        }
    }

    private static int Place(byte[] content, Random random) => random.Next(4) switch
    {
        0 => random.Next(Math.Min(Edge, content.Length)),
        1 => content.Length - 1 - random.Next(Math.Min(Edge, content.Length)),
        _ => random.Next(content.Length),
    };

    private static bool IsWord(byte letter) => letter is (byte)'-' or (byte)'.' or (byte)'"' || char.IsAsciiLetterOrDigit((char)letter);

    private static byte[] Replaced(byte[] content, int at, int length, byte[] part) => [.. content.AsSpan(0, at), .. part, .. content.AsSpan(at + length)];
}
