using System.Globalization;

namespace MultiBox.Experiments;

/// <summary>
/// Applies <c>--set a.b=c</c> to an experiment: the value, read as YAML, takes the place of what stood there. A step of the key is
/// a map's key or, in a list, an index from 0; maps on the way are created, list items must exist.
/// </summary>
internal static class Overrides
{
    /// <summary>Applies overrides in order; the last of two for the same key wins.</summary>
    /// <param name="root">The experiment.</param>
    /// <param name="overrides">Each <c>key.path=value</c>.</param>
    /// <param name="faults">Receives the faults.</param>
    public static LocatedMap Apply(LocatedMap root, IEnumerable<string> overrides, List<Fault> faults)
    {
        foreach (var text in overrides)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var path = equals < 0 ? text : text[..equals].Trim();
            var location = SourceLocation.Override(path);
            var steps = path.Split('.');
            if (equals < 0 || steps.Contains(""))
            {
                faults.Add(new Fault(location, "", "not an override", "key.path=value, e.g. train.epochs=10", Fault.Quote(text)));
                continue;
            }

            if (steps[0] == "extends")
            {
                faults.Add(new Fault(location, "", "'extends' can be given only in a file", null, null));
                continue;
            }

            var known = faults.Count;
            var value = YamlReader.ReadOverride(text[(equals + 1)..], location, faults) ?? new LocatedScalar("", true, location);
            if (faults.Count == known) root = (LocatedMap)(Put(root, steps, 0, value, location, faults) ?? root);
        }

        return root;
    }

    private static LocatedNode? Put(
        LocatedNode? node, string[] steps, int depth, LocatedNode value, SourceLocation location, List<Fault> faults)
    {
        if (depth == steps.Length) return value;
        var step = steps[depth];
        switch (node)
        {
            case null or LocatedScalar { IsNull: true }:
                return Put(new LocatedMap([], location), steps, depth, value, location, faults);
            case LocatedMap map:
                var old = map.Find(step);
                return Put(old?.Value, steps, depth + 1, value, location, faults) is { } replaced
                    ? map.With(new LocatedEntry(step, old is null || depth + 1 == steps.Length ? location : old.KeyLocation, replaced))
                    : null;
            case LocatedList list when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < list.Items.Count:
                return Put(list.Items[index], steps, depth + 1, value, location, faults) is { } item
                    ? new LocatedList([.. list.Items.Select((x, i) => i == index ? item : x)], list.Location)
                    : null;
            default:
                var at = string.Join('.', steps.Take(depth));
                var (what, expected) = node is LocatedList { Items.Count: var count }
                    ? ($"'{at}' is a list of {count} {(count == 1 ? "item" : "items")}",
                        count == 0 ? "the whole list" : $"an index of 0..{count - 1}")
                    : ($"'{at}' has no keys", "a key without what follows it");
                faults.Add(new Fault(location, "", what, expected, $"'{step}'"));
                return null;
        }
    }
}
