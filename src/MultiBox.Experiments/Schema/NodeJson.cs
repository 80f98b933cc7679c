using System.Text.Json.Nodes;

namespace MultiBox.Experiments;

/// <summary>Turns nodes into JSON by the YAML 1.2 core schema.</summary>
internal static class NodeJson
{
    /// <summary>A node as JSON; null for YAML's null.</summary>
    public static JsonNode? Convert(LocatedNode node) => node switch
    {
        LocatedMap map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Convert(entry.Value)))),
        LocatedList list => new JsonArray([.. list.Items.Select(Convert)]),
        LocatedScalar { IsNull: true } => null,
        LocatedScalar scalar => ScalarReader.Boolean(scalar) is { } boolean ? boolean
            : ScalarReader.Whole(scalar) is { } whole ? whole
            : ScalarReader.Number(scalar) is { } number ? number
            : scalar.Text,
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };
}
