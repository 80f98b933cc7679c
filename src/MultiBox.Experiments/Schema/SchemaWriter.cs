using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Definitions = System.Collections.Generic.SortedDictionary<string, System.Text.Json.Nodes.JsonNode?>;

namespace MultiBox.Experiments;

/// <summary>Writes the models of records as JSON Schema (draft 7, the newest that editors of YAML know in full).</summary>
internal static class SchemaWriter
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A schema as text; lines end with <c>\n</c>.</summary>
    public static string Write(JsonObject schema) => schema.ToJsonString(Indented) + "\n";

    /// <summary>The schema of a file that is one record; what the record requires, the file requires.</summary>
    /// <param name="title">What the file is.</param>
    /// <param name="type">The record's type.</param>
    public static string WriteFile(string title, Type type)
    {
        var definitions = new Definitions(StringComparer.Ordinal);
        var model = RecordModel.Of(type);
        return Write(new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = title,
            ["type"] = "object",
            ["properties"] = Properties(model, definitions),
            ["additionalProperties"] = false,
            ["required"] = Strings(model.Keys.Where(key => key.Required).Select(key => key.Key)),
            ["definitions"] = new JsonObject(definitions),
        });
    }

    /// <summary>The keys of a record.</summary>
    /// <param name="model">The record.</param>
    /// <param name="definitions">Receives the records within it.</param>
    public static JsonObject Properties(RecordModel model, Definitions definitions) =>
        new(model.Keys.Select(key => KeyValuePair.Create(key.Key, (JsonNode?)Property(key, definitions))));

    private static JsonObject Property(KeyModel key, Definitions definitions)
    {
        var schema = Value(key.Value, key.Limits, isItem: false, definitions);
        if (key.Nullable) schema = OrNull(schema);
        if (key.Description is not null) schema.Insert(0, "description", key.Description);
        if (!key.Required && key.Default is not null && Innermost(key.Value) is not (RecordValueModel or RawMapModel))
        {
            schema["default"] = NodeJson.Convert(NodeWriter.Write(key.Default, key.Value));
        }

        return schema;
    }

    private static ValueModel Innermost(ValueModel model) => model switch
    {
        LocatedModel located => Innermost(located.Inner),
        ListModel list => Innermost(list.Item),
        _ => model,
    };

    private static JsonObject Value(ValueModel model, Limits limits, bool isItem, Definitions definitions) => model switch
    {
        LocatedModel located => Value(located.Inner, limits, isItem, definitions),
        ListModel list => List(list, limits, isItem, definitions),
        RecordValueModel record => Record(record.Record, isItem, definitions),
        RawMapModel => new JsonObject { ["type"] = "object" },
        EnumModel choice => new JsonObject { ["enum"] = Strings(choice.Members.Keys) },
        BooleanModel => new JsonObject { ["type"] = "boolean" },
        TextModel => Text(limits),
        _ => Number(model, limits),
    };

    /// <summary>What a schema allows, or null.</summary>
    public static JsonObject OrNull(JsonObject schema) =>
        new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };

    private static JsonObject Record(RecordModel record, bool isItem, Definitions definitions)
    {
        var map = Reference(record, isItem, definitions);
        JsonNode[] texts = [.. record.TextKeys.Select(key => Value(key.Value, key.Limits, isItem: true, definitions))];
        return texts.Length == 0 ? map : new JsonObject { ["anyOf"] = new JsonArray([.. texts, map]) };
    }

    private static JsonObject Reference(RecordModel record, bool isItem, Definitions definitions)
    {
        var name = record.Type.Name + (isItem ? "Item" : "");
        if (definitions.TryAdd(name, null))
        {
            var definition = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = Properties(record, definitions),
                ["additionalProperties"] = false,
            };
            var required = record.Keys.Where(key => key.Required).Select(key => key.Key).ToArray();
            if (isItem && required.Length > 0) definition["required"] = Strings(required);
            definitions[name] = definition;
        }

        // In draft 7 whatever stands beside $ref is ignored, descriptions included.
        return new JsonObject { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/definitions/{name}" }) };
    }

    private static JsonObject List(ListModel list, Limits limits, bool isItem, Definitions definitions)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Value(list.Item, limits, isItem: true, definitions) };
        if (isItem) return schema;
        if (limits.MinLength is { } minimum) schema["minItems"] = minimum;
        if (limits.MaxLength is { } maximum) schema["maxItems"] = maximum;
        if (limits.UniqueItems) schema["uniqueItems"] = true;
        return limits.OneOrMany
            ? new JsonObject { ["anyOf"] = new JsonArray(Value(list.Item, limits, isItem: true, definitions), schema) }
            : schema;
    }

    // Numbers are welcome where text is meant, e.g. a version 1.2; the binder takes them as they are written.
    private static JsonObject Text(Limits limits)
    {
        if (limits.Allowed is { } allowed) return new JsonObject { ["enum"] = Strings(allowed) };
        var schema = new JsonObject { ["type"] = new JsonArray("string", "number") };
        if (limits.Pattern is { } pattern) schema["pattern"] = $"^(?:{pattern})$";
        return schema;
    }

    private static JsonObject Number(ValueModel model, Limits limits)
    {
        if (limits.Allowed is { } allowed)
        {
            return new JsonObject { ["enum"] = new JsonArray([.. allowed.Select(text => JsonNode.Parse(text))]) };
        }

        var schema = new JsonObject { ["type"] = model is WholeModel ? "integer" : "number" };
        if (limits.Minimum is { } minimum) schema[limits.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = minimum;
        if (limits.Maximum is { } maximum) schema[limits.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = maximum;
        return schema;
    }

    /// <summary>Texts as an array.</summary>
    public static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
