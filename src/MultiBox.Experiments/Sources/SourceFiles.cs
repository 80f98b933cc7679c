using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>Reads the catalogue of sources: the one that is shipped, and over it the user's own.</summary>
public static class SourceFiles
{
    /// <summary>The name of both files: in the folder of the experiments, and in the data folder.</summary>
    public const string FileName = "sources.yml";

    /// <summary>Reads the catalogue.</summary>
    /// <param name="root">The repository's folder, which holds <c>experiments/sources.yml</c>.</param>
    /// <param name="dataFolder">The data folder, where a user's own <c>sources.yml</c> may lie: its sources replace those of the same name.</param>
    /// <returns>The sources in order of their names; none where neither file exists.</returns>
    /// <exception cref="MultiBoxException">All faults of both files together.</exception>
    public static IReadOnlyList<CatalogueSource> Read(string root, string dataFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentException.ThrowIfNullOrEmpty(dataFolder);
        return CatalogueFiles.Read<SourceFile, CatalogueSource>(root, dataFolder, FileName, "a map with 'sources'", file => file.Sources, source => source.Name);
    }
}
