using System.Xml.Linq;
using MultiBox.Testing;

namespace MultiBox.Architecture.Tests;

/// <summary>A project of the repository and what its file names, with what a props file of its kind adds.</summary>
internal sealed class ProjectFile
{
    private ProjectFile(string path, IReadOnlyList<XDocument> documents)
    {
        Path = path;
        var folder = System.IO.Path.GetDirectoryName(path)!;
        var items = documents.SelectMany(document => document.Descendants()).ToList();
        References =
        [
            .. items.Where(item => item.Name.LocalName == "ProjectReference")
                .Select(item => new ProjectReference(Absolute(folder, item.Attribute("Include")!.Value), (string?)item.Attribute("ReferenceOutputAssembly") != "false")),
        ];
        Packages =
        [
            .. items.Where(item => item.Name.LocalName == "PackageReference")
                .Where(item => (string?)item.Attribute("ExcludeAssets") != "all")
                .Select(item => item.Attribute("Include")!.Value),
        ];
    }

    public static string Root { get; } = SharedData.RepositoryRoot() ?? throw new InvalidOperationException("These tests run inside the repository.");

    public string Path { get; }

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public IReadOnlyList<ProjectReference> References { get; }

    public IReadOnlyList<string> Packages { get; }

    /// <summary>The projects of a folder of the repository, each in a folder of its own, in order of their names.</summary>
    public static IReadOnlyList<ProjectFile> In(string folder)
    {
        var root = System.IO.Path.Combine(Root, folder);
        var props = System.IO.Path.Combine(root, "Directory.Build.props");
        var shared = File.Exists(props) ? [XDocument.Load(props)] : Array.Empty<XDocument>();
        return
        [
            .. Directory.GetDirectories(root).SelectMany(project => Directory.GetFiles(project, "*.csproj")).Order(StringComparer.Ordinal)
                .Select(path => new ProjectFile(path, [XDocument.Load(path), .. shared])),
        ];
    }

    public override string ToString() => Name;

    private static string Absolute(string folder, string include) => System.IO.Path.GetFullPath(
        include.Replace("$(MultiBoxRoot)", Root + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal).Replace('\\', '/'), folder);
}

/// <summary>A project that another one names.</summary>
/// <param name="Path">The file; it may hold wildcards.</param>
/// <param name="UsesAssembly">Whether the other one's code can use it, rather than only have it built.</param>
internal sealed record ProjectReference(string Path, bool UsesAssembly)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);
}
