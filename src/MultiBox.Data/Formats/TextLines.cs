using System.Globalization;
using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Reads text files line by line. A file without line ends cannot take all memory.</summary>
internal static class TextLines
{
    /// <summary>The lines in order, counted from 1. A byte order mark and either line ending are fine.</summary>
    /// <param name="path">The file, in UTF-8 unless its byte order mark says otherwise.</param>
    /// <param name="longest">The most characters of a line.</param>
    /// <exception cref="MultiBoxException">A line is longer.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<(string Text, int Line)> Read(string path, int longest = 4096)
    {
        using var reader = new StreamReader(path);
        var buffer = new char[4096];
        var text = new StringBuilder();
        var (line, afterReturn) = (1, false);
        while (reader.Read(buffer) is var count and > 0)
        {
            for (var i = 0; i < count; i++)
            {
                var letter = buffer[i];
                var endsReturn = letter == '\n' && afterReturn;
                afterReturn = letter == '\r';
                if (endsReturn) continue;
                if (letter is '\n' or '\r')
                {
                    yield return (text.ToString(), line++);
                    text.Clear();
                    continue;
                }

                if (text.Length == longest)
                {
                    throw new MultiBoxException(string.Create(
                        CultureInfo.InvariantCulture, $"{path}:{line}: the line is too long: expected at most {longest} characters. It is no such list."));
                }

                text.Append(letter);
            }
        }

        if (text.Length > 0) yield return (text.ToString(), line);
    }
}
