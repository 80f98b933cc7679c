using System.Text.Json.Nodes;
using Definitions = System.Collections.Generic.SortedDictionary<string, System.Text.Json.Nodes.JsonNode?>;

namespace MultiBox.Experiments;

/// <summary>
/// The JSON Schema of an experiment's file, made from the same records that the binder reads, so that an editor and MultiBox agree.
/// A file that extends another may leave out what is required, except within the items of lists, which are never merged.
/// </summary>
public static class ExperimentSchema
{
    /// <summary>The schema as JSON (draft 7, the newest that editors of YAML know in full); lines end with <c>\n</c>.</summary>
    public static string Generate()
    {
        var definitions = new Definitions(StringComparer.Ordinal);
        var model = RecordModel.Of(typeof(Experiment));
        var properties = SchemaWriter.Properties(model, definitions);
        properties.Insert(1, "extends", new JsonObject
        {
            ["description"] = "A file whose values this one starts from, relative to this file. "
                + "Maps are merged; lists and single values are replaced.",
            ["type"] = "string",
        });
        return SchemaWriter.Write(new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "MultiBox experiment",
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
            ["anyOf"] = new JsonArray(new JsonObject { ["required"] = new JsonArray("extends") }, Required(model)),
            ["definitions"] = new JsonObject(definitions),
        });
    }

    // What is required at the levels that files merge: a record with a default value needs none of its keys.
    private static JsonObject Required(RecordModel model)
    {
        var schema = new JsonObject();
        var required = model.Keys.Where(key => key.Required).Select(key => key.Key).ToArray();
        if (required.Length > 0) schema["required"] = SchemaWriter.Strings(required);
        var properties = new JsonObject();
        foreach (var key in model.Keys.Where(key => key.Default is null && key.Value is RecordValueModel))
        {
            var inner = Required(((RecordValueModel)key.Value).Record);
            if (inner.Count > 0) properties[key.Key] = key.Nullable ? SchemaWriter.OrNull(inner) : inner;
        }

        if (properties.Count > 0) schema["properties"] = properties;
        return schema;
    }
}
