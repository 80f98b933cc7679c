using System.Text.Json.Nodes;

namespace MultiBox.Experiments;

/// <summary>The JSON Schema of the catalogue of sources, made from the same records that the binder reads.</summary>
public static class SourceSchema
{
    /// <summary>The schema as JSON (draft 7, the newest that editors of YAML know in full); lines end with <c>\n</c>.</summary>
    public static string Generate()
    {
        var definitions = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        var model = RecordModel.Of(typeof(SourceFile));
        return SchemaWriter.Write(new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "MultiBox catalogue of sources",
            ["type"] = "object",
            ["properties"] = SchemaWriter.Properties(model, definitions),
            ["additionalProperties"] = false,
            ["required"] = SchemaWriter.Strings(model.Keys.Where(key => key.Required).Select(key => key.Key)),
            ["definitions"] = new JsonObject(definitions),
        });
    }
}
