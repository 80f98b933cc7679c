using System.Globalization;
using MultiBox.Model.Profiling;

namespace MultiBox.Pipeline.Networks;

/// <summary>
/// Finds the blocks of a network in what its modules did, whatever the modules are: the largest modules that take a map and give one of at
/// least about half its size, neighbours with maps of one shape taken together.
/// </summary>
internal static class NetworkBlocks
{
    private const int MostOfBackbone = 11;

    /// <summary>The blocks of the backbone, then the extra layers, in order.</summary>
    /// <param name="summary">The network.</param>
    public static IReadOnlyList<NetworkBlock> Of(NetworkSummary summary)
    {
        var extras = ExtraBlocks(summary).ToList();
        var names = extras.ConvertAll(block => block.First);
        var backbone = summary.Profile.Part(NetworkSummary.BackbonePath).Modules;
        var blocks = new List<NetworkBlock>();
        // What was not seen to run comes after the backbone itself.
        Split(backbone, 0, backbone.TakeWhile(module => module.Name != NetworkSummary.BackbonePath).Count(), blocks);
        blocks.Reverse();
        MergeEqual(blocks);
        AssignMaps(blocks, summary.Maps.Where(map => !names.Contains(map.Name)));
        Shorten(blocks);
        return [.. blocks, .. extras];
    }

    // Walks backwards: the modules in a module are those right before it whose paths begin with its own.
    private static void Split(IReadOnlyList<ModuleProfile> modules, int start, int end, List<NetworkBlock> blocks)
    {
        for (var i = end - 1; i >= start; i--)
        {
            var (module, first) = (modules[i], i);
            while (first > start && modules[first - 1].Name.StartsWith(module.Name + ".", StringComparison.Ordinal)) first--;
            if (module.OutputShape is [_, var channels, var height, var width] && (first == i || (module.InputShape is [_, _, var rows, _] && rows < 3 * height)))
            {
                var layers = modules.Skip(first).Take(i + 1 - first).Where(part => part.IsLayer).ToList();
                var name = module.Name[(NetworkSummary.BackbonePath.Length + 1)..];
                blocks.Add(new NetworkBlock(name, name, channels, height, width, layers.Sum(layer => layer.Parameters), layers.Sum(layer => layer.MultiplyAdds)));
            }
            else
            {
                Split(modules, first, i, blocks);
            }

            i = first;
        }
    }

    private static void MergeEqual(List<NetworkBlock> blocks)
    {
        // What only normalises, activates or pools is no block of its own, and names none.
        blocks.RemoveAll(block => block.MultiplyAdds == 0);
        for (var i = blocks.Count - 2; i >= 0; i--)
        {
            if ((blocks[i].Channels, blocks[i].Height, blocks[i].Width) == (blocks[i + 1].Channels, blocks[i + 1].Height, blocks[i + 1].Width)) MergeAt(blocks, i);
        }
    }

    private static void AssignMaps(List<NetworkBlock> blocks, IEnumerable<PredictionMap> maps)
    {
        foreach (var map in maps)
        {
            // A map may come from an operation that is no module: the last block of its size is then the nearest.
            var at = blocks.FindLastIndex(block => block.Map is null && (block.Channels, block.Height, block.Width) == (map.Channels, map.Height, map.Width));
            if (at < 0) at = blocks.FindLastIndex(block => block.Map is null && (block.Height, block.Width) == (map.Height, map.Width));
            if (at < 0) blocks.Add(new NetworkBlock(map.Name, map.Name, map.Channels, map.Height, map.Width, 0, 0) { Map = map });
            else blocks[at] = blocks[at] with { Channels = map.Channels, Map = map };
        }
    }

    // Takes together the cheapest neighbours with maps of one size until a page holds all.
    private static void Shorten(List<NetworkBlock> blocks)
    {
        while (blocks.Count > MostOfBackbone)
        {
            var candidates = Enumerable.Range(0, blocks.Count - 1)
                .Where(i => blocks[i].Map is null && (blocks[i].Height, blocks[i].Width) == (blocks[i + 1].Height, blocks[i + 1].Width)).ToList();
            if (candidates.Count == 0) return;
            MergeAt(blocks, candidates.MinBy(i => blocks[i].MultiplyAdds + blocks[i + 1].MultiplyAdds));
        }
    }

    private static void MergeAt(List<NetworkBlock> blocks, int i)
    {
        blocks[i] = blocks[i].With(blocks[i + 1]);
        blocks.RemoveAt(i + 1);
    }

    // Their maps are called extra1, extra2, ..., their modules 1, 2, ...
    private static IEnumerable<NetworkBlock> ExtraBlocks(NetworkSummary summary)
    {
        var extras = summary.Profile.Part(NetworkSummary.ExtraLayersPath);
        var shapes = extras.Modules.LastOrDefault(module => module.Name == NetworkSummary.ExtraLayersPath)?.OutputShapes ?? [];
        foreach (var (i, shape) in shapes.Index())
        {
            var number = (i + 1).ToString(CultureInfo.InvariantCulture);
            var part = extras.Part($"{NetworkSummary.ExtraLayersPath}.{number}");
            yield return new NetworkBlock($"extra{number}", $"extra{number}", shape[1], shape[2], shape[3], part.Parameters, part.MultiplyAdds)
            {
                IsExtra = true,
                Map = summary.Maps.FirstOrDefault(map => map.Name == $"extra{number}"),
            };
        }
    }
}
