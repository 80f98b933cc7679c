using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Pipeline.Artifacts;

namespace MultiBox.Pipeline.Setup;

/// <summary>The plugins that an experiment names, with their options read.</summary>
internal sealed class ExperimentPlugins
{
    private readonly (IBackboneFactory Factory, object Options) _backbone;
    private readonly (IHeadFactory Factory, object Options) _head;
    private readonly (ILossFactory Factory, object Options) _loss;

    private ExperimentPlugins(
        (IBackboneFactory, object) backbone, (IHeadFactory, object) head, (ILossFactory, object) loss, IReadOnlyList<ManifestPlugin> used)
    {
        (_backbone, _head, _loss, Used) = (backbone, head, loss, used);
    }

    /// <summary>What the run's manifest says of them.</summary>
    public IReadOnlyList<ManifestPlugin> Used { get; }

    /// <summary>Finds, loads and configures the plugins.</summary>
    /// <exception cref="MultiBoxException">Plugins are missing or broken, or options are wrong: all faults together.</exception>
    public static ExperimentPlugins Resolve(PluginCatalogue catalogue, ModelOptions model)
    {
        var faults = new List<string>();
        var used = new List<ManifestPlugin>();
        var backbone = Find<IBackboneFactory>(PluginKind.Backbone, model.Backbone);
        var head = Find<IHeadFactory>(PluginKind.Head, model.Head);
        var loss = Find<ILossFactory>(PluginKind.Loss, model.Loss);
        return faults.Count == 0
            ? new ExperimentPlugins(backbone!.Value, head!.Value, loss!.Value, used)
            : throw new MultiBoxException(string.Join('\n', faults));

        (TFactory, object)? Find<TFactory>(PluginKind kind, PluginReference reference)
            where TFactory : IPluginFactory
        {
            try
            {
                var plugin = catalogue.Resolve(kind, reference.Name.Value, reference.Version);
                used.Add(new ManifestPlugin(kind.ToString().ToLowerInvariant(), plugin.Name, plugin.Version, plugin.ContentHash));
                return ((TFactory)plugin.Factory, reference.Options.Bind(plugin.Factory.OptionsType));
            }
            catch (MultiBoxException fault)
            {
                faults.Add(fault.Message);
                return null;
            }
        }
    }

    public Backbone CreateBackbone() => _backbone.Factory.Create(_backbone.Options);

    public DetectionHead CreateHead(HeadContext context) => _head.Factory.Create(_head.Options, context);

    public DetectionLoss CreateLoss(LossContext context) => _loss.Factory.Create(_loss.Options, context);
}
