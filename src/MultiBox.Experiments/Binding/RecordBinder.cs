using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>
/// Reads YAML nodes into immutable records by reflection and collects every fault. Where a value is faulty its default stays, so that
/// the rest can still be read; a record's own <see cref="IValidatableObject"/> checks run once all its values are good.
/// </summary>
/// <param name="faults">Receives the faults.</param>
/// <param name="isPartial">Whether a part of the file could not be read: then missing keys are no faults, and no record is checked as
/// a whole.</param>
/// <param name="resolvePath">Turns a path and the source that names it into the path to keep; null keeps paths as they are.</param>
internal sealed class RecordBinder(List<Fault> faults, bool isPartial = false, Func<string, SourceLocation, string>? resolvePath = null)
{
    /// <summary>Binds a map to a record.</summary>
    /// <param name="map">The map.</param>
    /// <param name="type">The record's type.</param>
    /// <param name="path">The map's key path, for faults.</param>
    /// <param name="fallback">A record with the values of keys that are not given; null for the type's initial values.</param>
    /// <returns>The record; it is complete when no fault was added.</returns>
    public object Bind(LocatedMap map, Type type, string path, object? fallback = null)
    {
        var model = RecordModel.Of(type);
        var record = Activator.CreateInstance(type)!;
        var known = faults.Count;
        foreach (var key in model.Keys)
        {
            if (map.Find(key.Key) is { } entry)
            {
                var inner = key.Property.GetValue(fallback ?? model.Defaults);
                if (TryBindKey(entry.Value, key, KeyNaming.Join(path, key.Key), inner, out var value)) Set(record, key, value, entry, path);
            }
            else if (fallback is not null)
            {
                key.Property.SetValue(record, key.Property.GetValue(fallback));
            }
            else if (key.Required && !isPartial)
            {
                faults.Add(new Fault(map.Location, KeyNaming.Join(path, key.Key), "missing", key.Expected));
            }
        }

        foreach (var entry in map.Entries.Where(entry => model.Keys.All(key => key.Key != entry.Key))) UnknownKey(entry, model, path);
        if (faults.Count == known && !isPartial) Validate(record, map, path);
        return record;
    }

    private void Set(object record, KeyModel key, object? value, LocatedEntry entry, string path)
    {
        try
        {
            key.Property.SetValue(record, value);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is ArgumentException inner)
        {
            faults.Add(new Fault(entry.Value.Location, KeyNaming.Join(path, key.Key), inner.Message.TrimEnd('.')));
        }
    }

    private void UnknownKey(LocatedEntry entry, RecordModel model, string path)
    {
        var names = model.Keys.Select(key => key.Key).Order(StringComparer.Ordinal).ToArray();
        var hint = DidYouMean.Sentence(entry.Key, names).Trim();
        faults.Add(new Fault(
            entry.KeyLocation,
            KeyNaming.Join(path, entry.Key),
            "unknown key",
            names.Length == 0 ? "no keys" : $"one of {string.Join(", ", names)}",
            Fault.Quote(entry.Key),
            hint.Length > 0 ? hint : null));
    }

    private bool TryBindKey(LocatedNode node, KeyModel key, string path, object? inner, out object? value)
    {
        value = null;
        if (node is LocatedScalar { IsNull: true })
        {
            if (key.Nullable) return true;
            faults.Add(new Fault(node.Location, path, "has no value", key.Expected, "nothing"));
            return false;
        }

        return TryBind(node, key.Value, key.Limits, path, inner, isItem: false, out value);
    }

    private bool TryBind(LocatedNode node, ValueModel model, Limits limits, string path, object? inner, bool isItem, out object? value)
    {
        value = null;
        switch (model)
        {
            case LocatedModel located:
                if (!TryBind(node, located.Inner, limits, path, null, isItem, out var bare)) return false;
                value = Activator.CreateInstance(located.Type, bare, node.Location);
                return true;
            case ListModel list:
                return TryBindList(node, list, limits, path, isItem, out value);
            case RawMapModel when node is LocatedMap map:
                value = new PluginOptions(map, path);
                return true;
            case RecordValueModel record when node is LocatedMap map:
                var known = faults.Count;
                value = Bind(map, record.Type, path, inner);
                return faults.Count == known || !isItem;
            case RecordValueModel record when node is LocatedScalar { IsNull: false } text && record.Record.TextKey(text.Text) is { } key:
                return TryBind(new LocatedMap([new LocatedEntry(key.Key, text.Location, text)], text.Location), model, limits, path, inner, isItem, out value);
            default:
                return TryBindScalar(node, model, limits, path, out value);
        }
    }

    private bool TryBindScalar(LocatedNode node, ValueModel model, Limits limits, string path, out object? value)
    {
        value = null;
        var (what, hint) = ($"not {model.Noun.One}", (string?)null);
        if (node is LocatedScalar scalar)
        {
            (value, var problem, hint) = ScalarReader.Read(scalar, model, limits);
            if (value is string text && limits.IsFilePath) value = resolvePath?.Invoke(text, node.Location) ?? text;
            if (problem is null) return true;
            what = problem;
        }

        faults.Add(new Fault(node.Location, path, what, limits.ExpectedItem(model), Shown(node), hint));
        return false;
    }

    private bool TryBindList(LocatedNode node, ListModel list, Limits limits, string path, bool isItem, out object? value)
    {
        value = null;
        if (limits.OneOrMany && !isItem && IsOne(node, list.Item)) node = new LocatedList([node], node.Location);
        if (node is not LocatedList { Items: var nodes })
        {
            faults.Add(new Fault(node.Location, path, "not a list", limits.Expected(list), Shown(node)));
            return false;
        }

        var known = faults.Count;
        if (!isItem && (nodes.Count < limits.MinLength || nodes.Count > limits.MaxLength))
        {
            faults.Add(new Fault(node.Location, path, "wrong number of items", limits.Expected(list), $"{nodes.Count}"));
        }

        var items = new List<object?>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var itemPath = KeyNaming.Join(path, i.ToString(CultureInfo.InvariantCulture));
            if (!TryBind(nodes[i], list.Item, limits, itemPath, null, isItem: true, out var item)) continue;
            if (limits.UniqueItems && !isItem && items.IndexOf(item) is >= 0 and var first)
            {
                faults.Add(new Fault(nodes[i].Location, itemPath, $"the same as item {first}", "each item once", Shown(nodes[i])));
            }

            items.Add(item);
        }

        if (faults.Count != known) return false;
        value = list.Create(items);
        return true;
    }

    // One item without its brackets: for a list of lists, a list that holds no list.
    private static bool IsOne(LocatedNode node, ValueModel item) => item is ListModel
        ? node is LocatedList { Items: { Count: > 0 } items } && items.All(inner => inner is not LocatedList)
        : node is not LocatedList;

    private static string Shown(LocatedNode node) => node is LocatedScalar { IsNull: false } scalar ? Fault.Quote(scalar.Text) : node.Kind;

    private void Validate(object record, LocatedMap map, string path)
    {
        if (record is not IValidatableObject validatable) return;
        foreach (var result in validatable.Validate(new ValidationContext(record)))
        {
            var keyPath = KeyNaming.Path(result.MemberNames.FirstOrDefault() ?? "");
            faults.Add(new Fault(
                Locate(map, keyPath),
                keyPath.Length == 0 ? path : KeyNaming.Join(path, keyPath),
                (result.ErrorMessage ?? "refused").TrimEnd('.')));
        }
    }

    /// <summary>Where a key stands; when it is not given, the nearest map or list around it.</summary>
    private static SourceLocation Locate(LocatedNode node, string keyPath)
    {
        foreach (var step in keyPath.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = node switch
            {
                LocatedMap map => map.Find(step)?.Value,
                LocatedList list when int.TryParse(step, CultureInfo.InvariantCulture, out var i) && i < list.Items.Count => list.Items[i],
                _ => null,
            };
            if (next is null) break;
            node = next;
        }

        return node.Location;
    }
}
