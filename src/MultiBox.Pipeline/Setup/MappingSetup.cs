using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Inference.Setup;
using MultiBox.Pipeline.Importing;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Setup;

/// <summary>Turns the tables of a plugin's folder into the terms of MultiBox.Weights.</summary>
internal static class MappingSetup
{
    /// <summary>The tables for a backbone.</summary>
    /// <param name="root">The repository's folder.</param>
    /// <param name="backbone">The backbone's plugin.</param>
    /// <exception cref="MultiBoxException">All faults of all tables.</exception>
    public static IReadOnlyList<MappingTable> Tables(string root, PluginInfo backbone)
    {
        var faults = new List<string>();
        var tables = MappingFiles.Read(root, backbone).Select(table => Table(table.Name, table.Path, table.File, faults)).ToList();
        return faults.Count == 0 ? tables : throw new MultiBoxException(string.Join('\n', faults));
    }

    private static MappingTable Table(string name, string path, MappingFile file, List<string> faults)
    {
        var isDetector = file.Fills == MappingScope.Detector;
        IReadOnlyList<NewRule> outside = isDetector ? [] : [.. NetworkPart.Added.Select(part => new NewRule(NamePattern.Parse($"{part}.{{rest*}}"), "not part of the backbone"))];
        var rules = file.Rules.Index().Select(row => Rule(row.Item, $"rules.{row.Index}")).OfType<MappingRule>().ToList();
        var ignored = file.Ignored.Index().Select(row => Parse(row.Item.From, $"ignored.{row.Index}.from") is { } from ? new IgnoredRule(from, row.Item.Reason) : null).OfType<IgnoredRule>().ToList();
        var added = file.New.Index().Select(row => Parse(row.Item.To, $"new.{row.Index}.to") is { } to ? new NewRule(to, row.Item.Reason) : null).OfType<NewRule>().ToList();
        return new MappingTable
        {
            Name = name,
            Path = path,
            Description = file.Description,
            Needs = file.Needs,
            Formats = [.. file.Formats],
            IsDetector = isDetector,
            Pixels = file.Pixels is { } pixels ? ModelSetup.Normalization(pixels) : null,
            ClipBoxes = file.Predictions.Clip,
            BoundSizes = file.Predictions.BoundSizes,
            Mapping = new WeightMapping(name, rules, ignored, [.. added, .. outside], IsPartial: !isDetector),
        };

        MappingRule? Rule(MappingRow row, string key)
        {
            if (row.From.Count == 0) return Parse(row.To, $"{key}.to") is { } filled ? new MappingRule([], filled, Value: (float?)row.Value) : null;
            if (Parse(row.From[0], $"{key}.from") is not { } first) return null;
            var from = row.From.Skip(1).Select(text => Parse(text, $"{key}.from", first)).Prepend(first).ToList();
            if (from.Any(pattern => pattern is null) || Parse(row.To, $"{key}.to", first) is not { } to) return null;
            // Each name has to follow from each of the others, there and back.
            if (from.Append(to).Any(pattern => pattern!.IsOpenEnded))
            {
                faults.Add($"{path} {key}: a rule names each tensor. Expected no {{name*}}, which is for 'ignored' and 'new'.");
                return null;
            }

            if (from.All(pattern => pattern!.Variables.SetEquals(to.Variables))) return new MappingRule([.. from!], to, Transform(row.Transform), null, row.Shape is { } shape ? [.. shape] : null);
            faults.Add($"{path} {key}: 'from' and 'to' leave different parts open. Expected the same names in braces in all of them.");
            return null;
        }

        NamePattern? Parse(string text, string key, NamePattern? like = null)
        {
            try
            {
                return NamePattern.Parse(text, like);
            }
            catch (FormatException fault)
            {
                faults.Add($"{path} {key}: {fault.Message}.");
                return null;
            }
        }
    }

    private static WeightTransform Transform(MappingTransform transform) => transform switch
    {
        MappingTransform.None => WeightTransform.None,
        MappingTransform.Reshape => WeightTransform.Reshape,
        MappingTransform.Transpose => WeightTransform.Transpose,
        MappingTransform.FlipInput => WeightTransform.FlipInput,
        MappingTransform.Ones => WeightTransform.Ones,
        MappingTransform.Divide => WeightTransform.Divide,
        MappingTransform.Decimate => WeightTransform.Decimate,
        MappingTransform.BackgroundFirst => WeightTransform.BackgroundFirst,
        _ => throw new ArgumentOutOfRangeException(nameof(transform), transform, null),
    };
}
