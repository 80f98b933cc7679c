using System.Text;

namespace MultiBox.Experiments;

/// <summary>Reads a file that holds one YAML map.</summary>
internal static class YamlFile
{
    /// <summary>Reads the map.</summary>
    /// <param name="path">The file, which exists.</param>
    /// <param name="shown">Its name for people.</param>
    /// <param name="kind">What it should be, with an article, e.g. <c>an experiment</c>.</param>
    /// <param name="expected">What it should hold.</param>
    /// <param name="faults">Receives the faults.</param>
    /// <returns>The map; null with a fault.</returns>
    public static LocatedMap? ReadMap(string path, string shown, string kind, string expected, List<Fault> faults)
    {
        var start = new SourceLocation(shown, 1, 1);
        if (new FileInfo(path).Length > YamlReader.MaxCharacters)
        {
            faults.Add(new Fault(start, "", "too long", $"at most {YamlReader.MaxCharacters} bytes"));
            return null;
        }

        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            faults.Add(new Fault(start, "", "not UTF-8 text"));
            return null;
        }

        var known = faults.Count;
        var node = YamlReader.Read(text, shown, faults);
        if (node is LocatedMap map) return map;
        if (faults.Count == known) faults.Add(new Fault(node?.Location ?? start, "", $"not {kind}", expected, node?.Kind ?? "an empty file"));
        return null;
    }
}
