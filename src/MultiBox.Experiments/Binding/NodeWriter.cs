using System.Collections;
using System.Globalization;

namespace MultiBox.Experiments;

/// <summary>Turns records back into nodes, every value explicit and in the order of the record.</summary>
internal static class NodeWriter
{
    private static readonly SourceLocation Nowhere = new("written", 1, 1);

    /// <summary>A record as a map.</summary>
    public static LocatedMap Write(object record) => new(
        [.. RecordModel.Of(record.GetType()).Keys.Select(key =>
            new LocatedEntry(key.Key, Nowhere, Write(key.Property.GetValue(record), key.Value)))],
        Nowhere);

    /// <summary>A value as a node.</summary>
    public static LocatedNode Write(object? value, ValueModel model) => (model, value) switch
    {
        (_, null) => Plain("null"),
        (LocatedModel located, _) => Write(located.Type.GetProperty(nameof(Located<>.Value))!.GetValue(value), located.Inner),
        (TextModel, string text) => new LocatedScalar(text, YamlWriter.IsSafePlain(text), Nowhere),
        (BooleanModel, bool boolean) => Plain(boolean ? "true" : "false"),
        (EnumModel, _) => Plain(KeyNaming.Key(value.ToString()!)),
        (WholeModel or NumberModel, IFormattable number) => Plain(number.ToString(null, CultureInfo.InvariantCulture)),
        (ListModel list, IEnumerable items) => new LocatedList([.. items.Cast<object?>().Select(item => Write(item, list.Item))], Nowhere),
        (RawMapModel, PluginOptions options) => options.Map,
        _ => Write(value),
    };

    private static LocatedScalar Plain(string text) => new(text, true, Nowhere);
}
