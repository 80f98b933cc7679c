using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>The weights that experiments may name: those that are shipped with MultiBox, and over them the user's own.</summary>
public sealed class WeightCatalogue
{
    /// <summary>The name of both files: in the folder of the experiments, and in the data folder.</summary>
    public const string FileName = "weights.yml";

    private WeightCatalogue(IReadOnlyList<CatalogueWeights> weights) => Weights = weights;

    /// <summary>The weights in order of their names.</summary>
    public IReadOnlyList<CatalogueWeights> Weights { get; }

    /// <summary>Reads the catalogue.</summary>
    /// <param name="root">The repository's folder, which holds <c>experiments/weights.yml</c>.</param>
    /// <param name="dataFolder">The data folder, where a user's own <c>weights.yml</c> may lie: its weights replace those of the same name.</param>
    /// <exception cref="MultiBoxException">All faults of both files together.</exception>
    public static WeightCatalogue Read(string root, string dataFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentException.ThrowIfNullOrEmpty(dataFolder);
        return new WeightCatalogue(CatalogueFiles.Read<WeightCatalogueFile, CatalogueWeights>(
            root, dataFolder, FileName, "a map with 'weights'", file => file.Weights, weights => weights.Name));
    }

    /// <summary>Finds weights by name.</summary>
    /// <param name="name">The name; case does not matter.</param>
    /// <exception cref="MultiBoxException">There are none; the message has a near name, or those for a backbone of that name.</exception>
    public CatalogueWeights Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Weights.FirstOrDefault(weights => string.Equals(weights.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new MultiBoxException($"No weights '{name}' in the catalogue.{Hint(name)}");
    }

    private string Hint(string name)
    {
        var fitting = Weights.Where(weights => weights.Backbones.Contains(name, StringComparer.OrdinalIgnoreCase)).Select(weights => weights.Name).ToList();
        if (fitting.Count > 0) return $" For backbone '{name}' it has {string.Join(", ", fitting)}.";
        var found = Weights.Count == 0 ? "nothing" : string.Join(", ", Weights.Select(weights => weights.Name));
        return $"{DidYouMean.Sentence(name, Weights.Select(weights => weights.Name))}\n  Found: {found}.";
    }
}
