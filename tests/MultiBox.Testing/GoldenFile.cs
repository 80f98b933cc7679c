using System.Text.Json;

namespace MultiBox.Testing;

/// <summary>
/// One file of golden vectors, read whole. Every parameter comes from it, so that a set of other shapes fits the same test.
/// </summary>
public sealed class GoldenFile
{
    private GoldenFile(string name, GoldenNode root) => (Name, Root) = (name, root);

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>The outermost object.</summary>
    public GoldenNode Root { get; }

    /// <summary>The entries of <c>cases</c>.</summary>
    public IEnumerable<GoldenNode> Cases => Root["cases"].Items;

    /// <summary>Reads a file of the folder <c>golden</c>.</summary>
    /// <param name="name">Its name, e.g. <c>iou.json</c>.</param>
    /// <returns>The file, or null where the shared data are absent.</returns>
    public static GoldenFile? TryOpen(string name)
    {
        if (SharedData.TryFind("golden/" + name) is not { } path) return null;
        using var stream = File.OpenRead(path);
        using var document = JsonDocument.Parse(stream);
        return new GoldenFile(name, new GoldenNode(document.RootElement.Clone(), name));
    }

    /// <summary>A bound of the file's <c>tolerance</c>.</summary>
    /// <param name="kind">Its name, e.g. <c>absolute</c>.</param>
    public double Tolerance(string kind) => Root["tolerance"][kind].Number;
}
