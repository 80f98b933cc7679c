using System.Globalization;
using System.Text;

namespace MultiBox.Data;

/// <summary>Chooses the file names of converted images.</summary>
internal static class ImageNames
{
    private static readonly HashSet<Rune> Forbidden = [.. Path.GetInvalidFileNameChars().Append('/').Append('\\').Select(letter => new Rune(letter))];

    /// <summary>
    /// The id of each image, with <c>_</c> for what no file's name can hold. Where images of several sources would have the same name,
    /// theirs begin with the source; what still collides gets a number.
    /// </summary>
    /// <param name="images">The source and the id of each image, each pair once.</param>
    /// <returns>The names in the same order, each once.</returns>
    public static string[] Choose(IReadOnlyList<(string Source, string Id)> images)
    {
        var names = images.Select(image => Plain(image.Id)).ToArray();

        // Without regard to case, as some disks make one file of both.
        var sources = names.Select((name, i) => (name, images[i].Source)).Distinct()
            .CountBy(x => x.name, StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            var wanted = sources[names[i]] > 1 ? Plain($"{images[i].Source}_{names[i]}") : names[i];
            names[i] = wanted;
            for (var number = 2; !taken.Add(names[i]); number++) names[i] = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{number}");
        }

        return names;
    }

    // What every reader takes for the same name again: no folders, nothing hidden, no white space at the ends.
    private static string Plain(string id)
    {
        var name = new StringBuilder();
        foreach (var rune in id.EnumerateRunes())
        {
            var isPlain = !Rune.IsControl(rune) && !Forbidden.Contains(rune) && rune.Value is not (0xFFFE or 0xFFFF);
            name.Append(isPlain ? rune.ToString() : "_");
        }

        var plain = name.ToString().Trim();
        return plain.Length == 0 || plain.StartsWith('.') ? "_" + plain : plain;
    }
}
