namespace MultiBox.Experiments;

/// <summary>The JSON Schema of the catalogue of weights, made from the same records that the binder reads.</summary>
public static class WeightSchema
{
    /// <summary>The schema as JSON (draft 7, the newest that editors of YAML know in full); lines end with <c>\n</c>.</summary>
    public static string Generate() => SchemaWriter.WriteFile("MultiBox catalogue of weights", typeof(WeightCatalogueFile));
}
