using MultiBox.Weights;

namespace MultiBox.Pipeline.Importing;

/// <summary>Recognises files whose tensors have our names, as checkpoints and exported weights do.</summary>
internal static class OwnNames
{
    /// <summary>What MXNet's files put before names: parameters, and what a training does not learn by gradients.</summary>
    public const string Argument = "arg:";

    /// <summary>As <see cref="Argument"/>, for running statistics.</summary>
    public const string Auxiliary = "aux:";

    /// <summary>Whether a tensor is a running statistic or a count of a batch norm.</summary>
    public static bool IsStatistic(string name) => name.EndsWith("running_mean", StringComparison.Ordinal)
        || name.EndsWith("running_var", StringComparison.Ordinal) || name.EndsWith("num_batches_tracked", StringComparison.Ordinal);

    /// <summary>The table that leaves names as they are.</summary>
    /// <param name="file">The file.</param>
    /// <param name="targets">Name and shape of each tensor of the network.</param>
    /// <returns>The table; null when most names are not ours.</returns>
    public static WeightMapping? Table(WeightFile file, IReadOnlyDictionary<string, IReadOnlyList<long>> targets)
    {
        var known = file.Tensors.Count(tensor => targets.ContainsKey(Bare(tensor.Name)));
        if (2 * known < file.Tensors.Count || known == 0) return null;
        // Names of the file without a place get a rule too, so that they are told as what they are.
        return new WeightMapping("our own names", [.. file.Tensors.Select(Rule)], [], []);
    }

    private static MappingRule Rule(WeightTensor tensor) => new([NamePattern.Literal(tensor.Name)], NamePattern.Literal(Bare(tensor.Name)));

    private static string Bare(string name) =>
        name.StartsWith(Argument, StringComparison.Ordinal) || name.StartsWith(Auxiliary, StringComparison.Ordinal) ? name[Argument.Length..] : name;
}
