using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Model.Profiling;
using MultiBox.Pipeline.Setup;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Networks;

/// <summary>
/// Profiles every experiment of the repository and every installed backbone: as part of the experiment that has it at its usual size, alone
/// where there is none. What cannot be built is a fault on record.
/// </summary>
internal sealed class NetworkSurvey
{
    /// <summary>The input of a backbone that no experiment uses.</summary>
    public const int DefaultInputSize = 300;

    private readonly PluginCatalogue _catalogue;
    private readonly List<ResolvedExperiment> _experiments = [];
    private readonly List<PluginInfo> _others;
    private readonly List<string> _faults = [];

    /// <summary>Reads the experiments.</summary>
    /// <param name="root">The repository's folder.</param>
    /// <param name="catalogue">The installed plugins.</param>
    public NetworkSurvey(string root, PluginCatalogue catalogue)
    {
        _catalogue = catalogue;
        foreach (var path in ExperimentFiles.List(root)) Attempt(Path.GetFileName(path), () => _experiments.Add(ResolvedExperiment.Load(root, path, null, catalogue)));
        _others = [.. catalogue.Plugins.Where(plugin => plugin.Kind == PluginKind.Backbone && !_experiments.Exists(experiment => experiment.Backbone.Info == plugin))];
    }

    /// <summary>How many networks there are to build.</summary>
    public int Count => _experiments.Count + _others.Count;

    /// <summary>What is left out, and why.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The experiments by name.</summary>
    public IReadOnlyList<NetworkSummary> Experiments { get; private set; } = [];

    /// <summary>The backbones by name.</summary>
    public IReadOnlyList<BackboneRow> Backbones { get; private set; } = [];

    /// <summary>Builds all networks, one after the other.</summary>
    /// <param name="report">Told which network is next, and the part of the work that is done, 0..1.</param>
    /// <param name="cancellation">Stops between two networks.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(Action<string, double> report, CancellationToken cancellation)
    {
        var summaries = new List<(PluginInfo Backbone, NetworkSummary Summary)>();
        var rows = new List<BackboneRow>();
        var done = 0;
        foreach (var experiment in _experiments) Next(experiment.Name, () => summaries.Add((experiment.Backbone.Info, NetworkSummary.Of(experiment))));
        foreach (var plugin in _others) Next(plugin.Name, () => rows.Add(Alone(plugin)));
        rows.AddRange(summaries.GroupBy(entry => entry.Backbone, entry => entry.Summary).Select(group => Within(group.Key, Usual(group))));
        Experiments = [.. summaries.Select(entry => entry.Summary)];
        Backbones = [.. rows.OrderBy(row => row.Name, StringComparer.Ordinal)];

        void Next(string name, Action action)
        {
            cancellation.ThrowIfCancellationRequested();
            report(name, (double)done++ / Count);
            Attempt(name, action);
        }
    }

    /// <summary>The experiment that shows a backbone as it is mostly used: at the size of most, the smaller of equals, the shortest name.</summary>
    /// <param name="summaries">The experiments with the backbone.</param>
    internal static NetworkSummary Usual(IEnumerable<NetworkSummary> summaries) => summaries
        .GroupBy(summary => summary.InputSize)
        .OrderByDescending(size => size.Count()).ThenBy(size => size.Key)
        .First()
        .OrderBy(summary => summary.Experiment.Length).ThenBy(summary => summary.Experiment, StringComparer.Ordinal)
        .First();

    private BackboneRow Within(PluginInfo plugin, NetworkSummary summary)
    {
        var part = summary.Profile.Part(NetworkSummary.BackbonePath);
        return new BackboneRow(Named(plugin), summary.InputSize, part, TrainingMemory.Of(part, summary.Optimizer), summary.Experiment);
    }

    private BackboneRow Alone(PluginInfo plugin)
    {
        var factory = (IBackboneFactory)plugin.Factory;
        using var scope = NewDisposeScope();
        using var backbone = factory.Create(PluginOptions.Empty.Bind(factory.OptionsType));
        var profile = NetworkProfiler.Run(backbone, DefaultInputSize, DefaultInputSize);
        return new BackboneRow(Named(plugin), DefaultInputSize, profile, TrainingMemory.Of(profile, TrainingSetup.Optimizer(new TrainOptions().Optimizer)), null);
    }

    private string Named(PluginInfo plugin) =>
        _catalogue.Plugins.Count(other => (other.Kind, other.Name) == (plugin.Kind, plugin.Name)) > 1 ? $"{plugin.Name} {plugin.Version}" : plugin.Name;

    private void Attempt(string name, Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // Plugins are anybody's and may throw anything: the other networks are told all the same.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _faults.Add($"{name} is left out: {fault.Message}");
        }
    }
}
