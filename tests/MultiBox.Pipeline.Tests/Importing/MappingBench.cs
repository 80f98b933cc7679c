using MultiBox.Experiments;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Pipeline.Importing;
using MultiBox.Pipeline.Setup;
using MultiBox.Pipeline.Tests.EndToEnd;
using MultiBox.Weights;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>Applies this repository's tables to lists of a published network's tensors.</summary>
internal static class MappingBench
{
    private static readonly Dictionary<string, Dictionary<string, IReadOnlyList<long>>> Known = new(StringComparer.Ordinal);

    private static readonly PluginCatalogue Catalogue = PluginCatalogue.Load([Path.Combine(Laboratory.Repository, "plugins")]);

    /// <summary>A shipped experiment, with values replaced.</summary>
    public static ResolvedExperiment Experiment(string name, params string[] overrides) => ResolvedExperiment.Load(Laboratory.Repository, name, overrides, Catalogue);

    /// <summary>A table of the experiment's backbone.</summary>
    public static MappingTable Table(ResolvedExperiment experiment, string name) =>
        MappingSetup.Tables(Laboratory.Repository, experiment.Backbone.Info).Single(table => table.Name == name);

    /// <summary>Name and shape of each tensor of the experiment's network.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<long>> Targets(ResolvedExperiment experiment)
    {
        // Several tests are about the same network, and a large one takes a second to build.
        var key = $"{experiment.Experiment.Dataset.Classes.Count} classes\n{experiment.Experiment.CanonicalText(ExperimentSection.Model)}";
        if (Known.TryGetValue(key, out var targets)) return targets;
        using var scope = NewDisposeScope();
        using var model = SsdModel.Build(ModelSetup.Spec(experiment));
        return Known[key] = model.Network.state_dict().ToDictionary(entry => entry.Key, entry => (IReadOnlyList<long>)entry.Value.shape);
    }

    /// <summary>
    /// Maps a published network's tensors by a table, which has to fit: every foreign tensor is used exactly once or ignored, every tensor
    /// here is filled exactly once or new. Checks that the numbers of tensors that only change their names are the foreign ones.
    /// </summary>
    public static MappingReport MustFit(ResolvedExperiment experiment, string table, ForeignWeights weights, string format)
    {
        var targets = Targets(experiment);
        var (values, report) = Table(experiment, table).Mapping.Apply(weights.ToFile(format), targets, experiment.Experiment.Dataset.Classes.Count + 1);
        var foreign = weights.List.Select(entry => entry.Name).ToList();
        Assert.Equal(foreign.Order(StringComparer.Ordinal), report.Mapped.SelectMany(entry => entry.From).Concat(report.Ignored.Select(entry => entry.From)).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(targets.Keys.Order(StringComparer.Ordinal), report.Mapped.Select(entry => entry.To).Concat(report.New.Select(entry => entry.To)).Order(StringComparer.Ordinal));
        var shapes = weights.List.ToDictionary(entry => entry.Name, entry => entry.Shape);
        foreach (var (to, from, _) in report.Mapped.Where(entry => entry.Transform == WeightTransform.None && entry.From.Count == 1 && !entry.To.EndsWith("num_batches_tracked", StringComparison.Ordinal)))
        {
            Assert.True(values[to].AsSpan().SequenceEqual(ForeignWeights.Values(from[0], shapes[from[0]])), $"{to} does not have the numbers of {from[0]}");
        }

        return report;
    }
}
