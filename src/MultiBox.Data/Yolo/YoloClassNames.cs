using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>The names of a source's classes by their ids.</summary>
/// <param name="File">The file that states them.</param>
/// <param name="Names">The names.</param>
internal sealed record YoloClassNames(string File, IReadOnlyDictionary<long, string> Names)
{
    private const long LargestFile = 1 << 20;

    private static readonly string[] YamlFiles = ["data.yaml", "data.yml", "dataset.yaml", "dataset.yml"];
    private static readonly string[] ListFiles = ["classes.txt", "obj.names"];

    /// <summary>The file of a folder that states the names; null when there is none.</summary>
    /// <param name="root">The folder.</param>
    public static string? Find(string root) =>
        YamlFiles.Concat(ListFiles).Select(name => Path.Combine(root, name)).FirstOrDefault(System.IO.File.Exists)
        ?? (Directory.Exists(root) ? Directory.EnumerateFiles(root, "*.names").Order(StringComparer.Ordinal).FirstOrDefault() : null);

    /// <summary>Reads the names.</summary>
    /// <param name="root">The folder.</param>
    /// <returns>Null when no file states them.</returns>
    /// <exception cref="MultiBoxException">The file is damaged.</exception>
    public static YoloClassNames? Read(string root)
    {
        if (Find(root) is not { } file) return null;
        return Path.GetExtension(file) is ".yaml" or ".yml" ? FromYaml(file) : FromList(file);
    }

    private static YoloClassNames FromList(string file) =>
        new(file, BoundedLines.Read(file, LargestFile).ToDictionary(line => line.Line - 1L, line => line.Text));

    private static YoloClassNames FromYaml(string file)
    {
        if (new FileInfo(file).Length > LargestFile)
        {
            throw new MultiBoxException(string.Create(CultureInfo.InvariantCulture, $"{file}: has more than the {LargestFile} bytes that are read. Mend the file."));
        }

        try
        {
            return new YoloClassNames(file, NamesYaml.Read(System.IO.File.ReadAllText(file), file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiBoxException($"{file}: cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
