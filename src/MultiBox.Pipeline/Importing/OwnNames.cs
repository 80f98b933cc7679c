using MultiBox.Weights;

namespace MultiBox.Pipeline.Importing;

/// <summary>Recognises files whose tensors have our names, as checkpoints and exported weights do.</summary>
internal static class OwnNames
{
    // What MXNet's files put before names: parameters, and what is not learnt by gradients.
    private const string Argument = "arg:";
    private const string Auxiliary = "aux:";

    private static readonly string[] _statistics = ["running_mean", "running_var", "num_batches_tracked"];

    /// <summary>A tensor as MXNet's format has a place for it: with a prefix, and with a size even for a single number.</summary>
    public static WeightTensor ForMxnet(WeightTensor tensor)
    {
        var prefix = _statistics.Any(name => tensor.Name.EndsWith(name, StringComparison.Ordinal)) ? Auxiliary : Argument;
        return new WeightTensor(prefix + tensor.Name, tensor.Type, tensor.Shape.Count == 0 ? [1] : tensor.Shape, tensor.Data);
    }

    /// <summary>The table that leaves names as they are.</summary>
    /// <param name="file">The file.</param>
    /// <param name="targets">Name and shape of each tensor of the network.</param>
    /// <returns>The table; null when most names are not ours.</returns>
    public static WeightMapping? Table(WeightFile file, IReadOnlyDictionary<string, IReadOnlyList<long>> targets)
    {
        var known = file.Tensors.Count(tensor => targets.ContainsKey(Bare(tensor.Name)));
        if (2 * known < file.Tensors.Count || known == 0) return null;
        // Names of the file without a place get a rule too, so that they are told as what they are.
        return new WeightMapping("our own names", [.. file.Tensors.Select(tensor => Rule(tensor, targets))], [], []);
    }

    private static MappingRule Rule(WeightTensor tensor, IReadOnlyDictionary<string, IReadOnlyList<long>> targets)
    {
        var to = Bare(tensor.Name);
        var transform = tensor.Shape is [1] && targets.TryGetValue(to, out var shape) && shape.Count == 0 ? WeightTransform.Reshape : WeightTransform.None;
        return new MappingRule([NamePattern.Literal(tensor.Name)], NamePattern.Literal(to), transform);
    }

    private static string Bare(string name) =>
        name.StartsWith(Argument, StringComparison.Ordinal) || name.StartsWith(Auxiliary, StringComparison.Ordinal) ? name[Argument.Length..] : name;
}
