using MultiBox.Experiments;
using MultiBox.Pipeline.Networks;
using MultiBox.Pipeline.Tests.EndToEnd;

namespace MultiBox.Pipeline.Tests.Networks;

/// <summary>Experiments of the repository with its own plugins, as the tests of this folder look at them.</summary>
internal static class Summaries
{
    private static readonly Lazy<PluginCatalogue> _catalogue = new(() => PluginCatalogue.Load([Path.Combine(Laboratory.Repository, "plugins")]));

    private static readonly Dictionary<string, NetworkSummary> _summaries = [];

    public static ResolvedExperiment Resolved(string experiment) => ResolvedExperiment.Load(Laboratory.Repository, experiment, [], _catalogue.Value);

    /// <summary>The summary of an experiment, made once.</summary>
    public static NetworkSummary Of(string experiment) =>
        _summaries.TryGetValue(experiment, out var summary) ? summary : _summaries[experiment] = NetworkSummary.Of(Resolved(experiment));
}
