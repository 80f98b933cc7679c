using System.Text.Json;
using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>An MXNet network as its <c>-symbol.json</c> states it: nodes in an order in which each comes after its inputs.</summary>
/// <param name="Path">The file.</param>
/// <param name="Nodes">The nodes.</param>
public sealed record MxnetSymbol(string Path, IReadOnlyList<MxnetNode> Nodes)
{
    private const string Format = "MXNet symbol";
    private const int MaxDepth = 16;
    private const int LongestName = 512;

    // The largest networks take a megabyte or two.
    private const int MaxBytes = 16 << 20;

    // Attributes moved twice in MXNet's history.
    private static readonly string[] _attributeKeys = ["attrs", "attr", "param"];

    private static readonly Dictionary<string, string> _noAttributes = [];

    /// <summary>The names of the arrays that the network takes, in the order of its nodes: weights, and inputs such as <c>data</c>.</summary>
    public IEnumerable<string> Variables => Nodes.Where(node => node.IsVariable).Select(node => node.Name);

    /// <summary>The convolutions by their nodes' names.</summary>
    /// <exception cref="MultiBoxException">An attribute is missing or cannot be, or two nodes have the same name.</exception>
    public IReadOnlyDictionary<string, MxnetConvolution> Convolutions => ByName(MxnetConvolution.Is, (node, _) => MxnetConvolution.Of(node));

    /// <summary>The batch norms by their nodes' names.</summary>
    /// <inheritdoc cref="Convolutions"/>
    public IReadOnlyDictionary<string, MxnetBatchNorm> BatchNorms => ByName(MxnetBatchNorm.Is, (node, _) => MxnetBatchNorm.Of(node));

    /// <summary>The L2 normalisations by their nodes' names.</summary>
    /// <inheritdoc cref="Convolutions"/>
    public IReadOnlyDictionary<string, MxnetL2Normalization> L2Normalizations
    {
        get
        {
            var factors = new Dictionary<int, string>();
            foreach (var product in Nodes.Where(node => node.Operator == "broadcast_mul"))
            {
                if (product.Inputs.Select(input => Nodes[input]).FirstOrDefault(input => input.IsVariable) is not { } factor) continue;
                foreach (var input in product.Inputs) factors[input] = factor.Name;
            }

            return ByName(MxnetL2Normalization.Is, (node, index) => MxnetL2Normalization.Of(node, factors.GetValueOrDefault(index)));
        }
    }

    /// <summary>Reads a symbol.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">It cannot be read, is no symbol, or its graph has a circle.</exception>
    public static MxnetSymbol Read(string path) => WeightStream.Read(path, Format, stream =>
    {
        if (stream.Length > MaxBytes) throw new InvalidDataException($"it has {stream.Length} bytes, expected at most {MaxBytes}");
        try
        {
            using var document = JsonDocument.Parse(new ByteReader(stream).Bytes(stream.Length), new JsonDocumentOptions { MaxDepth = MaxDepth });
            var nodes = new List<MxnetNode>();
            foreach (var node in document.RootElement.GetProperty("nodes").EnumerateArray()) nodes.Add(ReadNode(node, nodes.Count));
            if (nodes.Count == 0) throw new InvalidDataException("it has no nodes");
            var names = new HashSet<string>(StringComparer.Ordinal);
            if (nodes.Find(node => node.IsVariable && !names.Add(node.Name)) is { } twice) throw new InvalidDataException($"two of its variables are called '{twice.Name}'");
            return new MxnetSymbol(path, nodes);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // No JSON, or values of other kinds than expected.
            throw new InvalidDataException(fault.Message, fault);
        }
    });

    private static MxnetNode ReadNode(JsonElement node, int index)
    {
        var name = node.GetProperty("name").GetString() ?? "";
        if (name.Length > LongestName) throw new InvalidDataException($"node {index} has a name of {name.Length} letters, expected at most {LongestName}");
        Dictionary<string, string>? attributes = null;
        foreach (var key in _attributeKeys)
        {
            if (!node.TryGetProperty(key, out var pairs) || pairs.ValueKind != JsonValueKind.Object) continue;
            foreach (var pair in pairs.EnumerateObject()) (attributes ??= new(StringComparer.Ordinal))[pair.Name] = pair.Value.GetString() ?? "";
        }

        List<int> inputs = [.. node.GetProperty("inputs").EnumerateArray().Select(input => input.GetArrayLength() > 0 ? input[0].GetInt32() : -1)];
        return inputs.All(input => input >= 0 && input < index)
            ? new MxnetNode(name, node.GetProperty("op").GetString() ?? "", attributes ?? _noAttributes, inputs)
            : throw new InvalidDataException($"node {index} '{name}' takes its input from node {inputs.First(input => input < 0 || input >= index)}, expected one before it");
    }

    private Dictionary<string, T> ByName<T>(Func<MxnetNode, bool> kind, Func<MxnetNode, int, T> read)
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        for (var i = 0; i < Nodes.Count; i++)
        {
            if (kind(Nodes[i]) && !found.TryAdd(Nodes[i].Name, read(Nodes[i], i))) throw new MultiBoxException($"{Path}: two nodes are called {Nodes[i]}.");
        }

        return found;
    }
}
