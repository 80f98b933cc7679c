using System.Globalization;
using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Reads text files of somebody else by lines, without taking in more than makes sense.</summary>
internal static class BoundedLines
{
    private const int LongestLine = 1 << 20;

    /// <summary>The lines of a file, without white space around them, with their numbers from 1; blank ones are left out.</summary>
    /// <param name="path">The file; a byte order mark and either line ending are fine.</param>
    /// <param name="maxBytes">The largest size that is read.</param>
    /// <exception cref="MultiBoxException">The file is larger, has a line of over a million characters, or cannot be read.</exception>
    public static IEnumerable<(string Text, int Line)> Read(string path, long maxBytes)
    {
        using var reader = Open(path, maxBytes);
        var buffer = new char[4096];
        var text = new StringBuilder();
        var line = 1;
        while (Fill(reader, buffer, path) is > 0 and var count)
        {
            var rest = buffer.AsMemory(0, count);
            for (var end = rest.Span.IndexOf('\n'); end >= 0; end = rest.Span.IndexOf('\n'))
            {
                text.Append(rest.Span[..end]);
                if (Take(text) is { Length: > 0 } whole) yield return (whole, line);
                line++;
                rest = rest[(end + 1)..];
            }

            if (text.Length + rest.Length > LongestLine)
            {
                throw new MultiBoxException(string.Create(CultureInfo.InvariantCulture, $"{path}:{line} a line of over {LongestLine} characters: this is no such list. Mend the file."));
            }

            text.Append(rest.Span);
        }

        if (Take(text) is { Length: > 0 } last) yield return (last, line);
    }

    private static StreamReader Open(string path, long maxBytes)
    {
        try
        {
            var reader = new StreamReader(path);
            var length = reader.BaseStream.Length;
            if (length <= maxBytes) return reader;
            reader.Dispose();
            throw new MultiBoxException(string.Create(CultureInfo.InvariantCulture, $"{path}: has {length} bytes, more than the {maxBytes} that are read. Mend the file."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private static int Fill(StreamReader reader, char[] buffer, string path)
    {
        try
        {
            return reader.Read(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private static string Take(StringBuilder text)
    {
        var whole = text.ToString().Trim();
        text.Clear();
        return whole;
    }

    private static MultiBoxException Unreadable(string path, Exception cause) =>
        new($"{path}: cannot be read ({cause.Message.TrimEnd('.')}).", cause);
}
