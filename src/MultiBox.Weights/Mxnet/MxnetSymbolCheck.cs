using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>
/// Compares a network's graph with its arrays: each variable has its array and no array is left over, as <c>arg:</c> or <c>aux:</c>, with
/// the shape that the operators' attributes ask for. Variables whose names end in <c>data</c> or <c>label</c> are inputs and need none.
/// </summary>
public sealed class MxnetSymbolCheck
{
    private const string Arg = "arg:";
    private const string Aux = "aux:";

    // More are of two networks that have nothing to do with each other.
    private const int MaxFaults = 1000;

    private readonly MxnetSymbol _symbol;
    private readonly Dictionary<string, WeightTensor> _arrays;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly HashSet<string> _placed = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];
    private readonly long?[] _channels;

    private MxnetSymbolCheck(MxnetSymbol symbol, WeightFile weights)
    {
        _symbol = symbol;
        _arrays = weights.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        _channels = new long?[symbol.Nodes.Count];
    }

    /// <summary>Lists what does not fit.</summary>
    /// <param name="symbol">The graph.</param>
    /// <param name="weights">The arrays.</param>
    /// <returns>A line for each fault, naming the node or the array; none when all fits.</returns>
    public static IReadOnlyList<string> Faults(MxnetSymbol symbol, WeightFile weights)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        ArgumentNullException.ThrowIfNull(weights);
        var check = new MxnetSymbolCheck(symbol, weights);
        check.Run();
        return check._faults;
    }

    /// <summary>Refuses arrays that do not fit.</summary>
    /// <param name="symbol">The graph.</param>
    /// <param name="weights">The arrays.</param>
    /// <exception cref="MultiBoxException">Something does not fit; all faults are listed.</exception>
    public static void Require(MxnetSymbol symbol, WeightFile weights)
    {
        var faults = Faults(symbol, weights);
        if (faults.Count > 0) throw new MultiBoxException($"{weights.Path}: not the weights of {symbol.Path}:\n  {WeightFaults.Lines(faults)}\nUse the two files of one training.");
    }

    private void Run()
    {
        for (var i = 0; i < _symbol.Nodes.Count && _faults.Count < MaxFaults; i++)
        {
            try
            {
                _channels[i] = Visit(_symbol.Nodes[i]);
            }
            catch (MultiBoxException fault)
            {
                // An attribute; the other nodes may have faults too.
                _faults.Add(fault.Message);
            }
        }

        foreach (var variable in _symbol.Nodes.Where(node => node.IsVariable && !_placed.Contains(node.Name))) Check(variable);
        foreach (var name in _arrays.Keys.Where(name => !_used.Contains(name)))
        {
            var known = name.StartsWith(Arg, StringComparison.Ordinal) || name.StartsWith(Aux, StringComparison.Ordinal);
            _faults.Add($"{WeightFaults.Cut(name)}: {(known ? "the graph has no such variable" : $"neither {Arg} nor {Aux}")}");
        }
    }

    // Checks a node's arrays and gives its output's channels; null when they are not known.
    private long? Visit(MxnetNode node)
    {
        if (node.IsVariable) return null;
        if (MxnetConvolution.Is(node)) return Convolution(node, MxnetConvolution.Of(node));
        if (MxnetBatchNorm.Is(node)) return BatchNorm(node);
        switch (node.Operator)
        {
            case "FullyConnected":
                var hidden = node.Whole("num_hidden");
                Place(node, 1, "weight", [hidden, null]);
                if (!node.Flag("no_bias", false)) Place(node, 2, "bias", [hidden]);
                return hidden;
            case "Concat" or "concat" when node.Whole("dim", 1) == 1:
                return node.Inputs.Aggregate((long?)0, (sum, input) => sum + _channels[input]);
            case "Activation" or "relu" or "LeakyReLU" or "Pooling" or "Pooling_v1" or "Dropout" or "L2Normalization" or "LRN" or "_copy" or "identity" or "BlockGrad" or "clip":
                return node.Inputs.Count > 0 ? _channels[node.Inputs[0]] : null;
            case "elemwise_add" or "_Plus" or "_plus" or "_add" or "ElementWiseSum" or "add_n" or "broadcast_add" or "broadcast_mul":
                return Common(node.Inputs.Where(input => !_symbol.Nodes[input].IsVariable).Select(input => _channels[input]).Distinct().ToList());
            default:
                return null;
        }
    }

    private long Convolution(MxnetNode node, MxnetConvolution convolution)
    {
        long?[] kernel = [.. convolution.Kernel.Select(size => (long?)size)];
        Place(node, 1, "weight", [convolution.Filters, Channels(node) / convolution.Groups, .. kernel]);
        if (convolution.HasBias) Place(node, 2, "bias", [convolution.Filters]);
        return convolution.Filters;
    }

    private long? BatchNorm(MxnetNode node)
    {
        _ = MxnetBatchNorm.Of(node);
        var channels = node.Whole("axis", 1) == 1 ? Channels(node) : null;
        var gamma = Place(node, 1, "gamma", [channels]);
        channels ??= gamma is { Shape: [var size] } ? size : null;
        Place(node, 2, "beta", [channels]);
        Place(node, 3, "moving_mean", [channels], Aux);
        Place(node, 4, "moving_var", [channels], Aux);
        return channels;
    }

    private long? Channels(MxnetNode node) => node.Inputs.Count > 0 ? _channels[node.Inputs[0]] : null;

    private static long? Common(List<long?> channels) => channels.Count == 1 ? channels[0] : null;

    // Finds the array of an operator's input and compares its shape, of which null is any size.
    private WeightTensor? Place(MxnetNode node, int input, string role, long?[] shape, string prefix = Arg)
    {
        string name;
        if (input < node.Inputs.Count)
        {
            var variable = _symbol.Nodes[node.Inputs[input]];
            if (!variable.IsVariable) return null; // Computed.
            name = variable.Name;
        }
        else if (prefix == Aux)
        {
            name = $"{node.Name}_{role}"; // The oldest symbols do not list these.
        }
        else
        {
            throw new MultiBoxException($"{node}: it has {node.Inputs.Count} inputs, expected its {role} as input {input}");
        }

        var first = _placed.Add(name);
        var tensor = Find(name, prefix, $"{role} of {node}", first);
        if (tensor is not null && !(tensor.Shape.Count == shape.Length && tensor.Shape.Zip(shape).All(pair => pair.Second is null || pair.First == pair.Second)))
        {
            _faults.Add($"{tensor.Name}: [{string.Join(", ", tensor.Shape)}], but the {role} of {node} is [{string.Join(", ", shape.Select(size => size is null ? "?" : $"{size}"))}]");
        }

        return tensor;
    }

    private void Check(MxnetNode variable)
    {
        var input = variable.Name.EndsWith("data", StringComparison.Ordinal) || variable.Name.EndsWith("label", StringComparison.Ordinal);
        if (input && !_arrays.ContainsKey(Arg + variable.Name)) return;
        var tensor = Find(variable.Name, Arg, "a variable of the graph", tell: true);
        try
        {
            var shape = variable.Wholes("__shape__");
            if (tensor is null || shape.Count == 0 || shape.Any(size => size <= 0) || shape.Select(size => (long)size).SequenceEqual(tensor.Shape)) return;
            _faults.Add($"{tensor.Name}: [{string.Join(", ", tensor.Shape)}], but the graph says [{string.Join(", ", shape)}]");
        }
        catch (MultiBoxException fault)
        {
            _faults.Add(fault.Message);
        }
    }

    private WeightTensor? Find(string name, string prefix, string what, bool tell)
    {
        _used.Add(prefix + name);
        if (_arrays.TryGetValue(prefix + name, out var tensor)) return tensor;
        var other = (prefix == Arg ? Aux : Arg) + name;
        if (_arrays.ContainsKey(other) && _used.Add(other)) _faults.Add($"{other}: {what}, expected as {prefix}");
        else if (tell && !_arrays.ContainsKey(other)) _faults.Add($"{prefix}{name}: missing, {what}");
        return null;
    }
}
