using System.Text.Json;
using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>A node of an MXNet symbol.</summary>
/// <param name="Name">Its name; that of a variable (<see cref="Operator"/> "null") is the name of its array.</param>
/// <param name="Operator">What it computes, e.g. <c>Convolution</c>.</param>
/// <param name="Attributes">Its attributes, e.g. <c>kernel</c>: <c>(3, 3)</c>.</param>
/// <param name="Inputs">The indices of the nodes it takes its inputs from, all before it.</param>
public sealed record MxnetNode(string Name, string Operator, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<int> Inputs);

/// <summary>An MXNet network as its <c>-symbol.json</c> states it: nodes in an order in which each comes after its inputs.</summary>
/// <param name="Nodes">The nodes.</param>
public sealed record MxnetSymbol(IReadOnlyList<MxnetNode> Nodes)
{
    private const string Format = "MXNet symbol";

    // Attributes moved twice in MXNet's history.
    private static readonly string[] _attributeKeys = ["attrs", "attr", "param"];

    /// <summary>Reads a symbol.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">It is no symbol, or its graph has a circle.</exception>
    public static MxnetSymbol Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 16 });
            var nodes = new List<MxnetNode>();
            foreach (var node in document.RootElement.GetProperty("nodes").EnumerateArray()) nodes.Add(ReadNode(node, nodes.Count));
            return new MxnetSymbol(nodes);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or InvalidDataException)
        {
            throw WeightFaults.Damaged(path, Format, fault.Message.TrimEnd('.'));
        }
    }

    /// <summary>The names of the arrays that the network takes, in the order of its nodes: weights, and inputs such as <c>data</c>.</summary>
    public IEnumerable<string> Variables => Nodes.Where(node => node.Operator == "null").Select(node => node.Name);

    private static MxnetNode ReadNode(JsonElement node, int index)
    {
        var name = node.GetProperty("name").GetString() ?? "";
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in _attributeKeys)
        {
            if (!node.TryGetProperty(key, out var pairs) || pairs.ValueKind != JsonValueKind.Object) continue;
            foreach (var pair in pairs.EnumerateObject()) attributes[pair.Name] = pair.Value.GetString() ?? "";
        }

        List<int> inputs = [.. node.GetProperty("inputs").EnumerateArray().Select(input => input[0].GetInt32())];
        return inputs.All(input => input >= 0 && input < index)
            ? new MxnetNode(name, node.GetProperty("op").GetString() ?? "", attributes, inputs)
            : throw new InvalidDataException($"node {index} '{name}' takes its input from node {inputs.First(input => input < 0 || input >= index)}, expected one before it");
    }
}
