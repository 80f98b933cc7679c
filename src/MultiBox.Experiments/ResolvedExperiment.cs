using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>An experiment that is ready to run: everything is checked, and its plugins are loaded with their options.</summary>
public sealed record ResolvedExperiment
{
    private ResolvedExperiment()
    {
    }

    /// <summary>The name: the file's name without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>The file's full path.</summary>
    public required string Path { get; init; }

    /// <summary>The experiment with every option of its plugins explicit, defaults included.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>The backbone.</summary>
    public required ResolvedPlugin<IBackboneFactory> Backbone { get; init; }

    /// <summary>The head.</summary>
    public required ResolvedPlugin<IHeadFactory> Head { get; init; }

    /// <summary>The loss.</summary>
    public required ResolvedPlugin<ILossFactory> Loss { get; init; }

    /// <summary>Reads an experiment and resolves its plugins.</summary>
    /// <param name="root">The repository's folder.</param>
    /// <param name="name">A name or a path, see <see cref="ExperimentFiles.Find"/>.</param>
    /// <param name="overrides">Overrides of the command line, each <c>key.path=value</c>.</param>
    /// <param name="catalogue">The installed plugins.</param>
    /// <exception cref="MultiBoxException">All faults together: of the file, of its plugins and of their options.</exception>
    public static ResolvedExperiment Load(string root, string name, IEnumerable<string>? overrides, PluginCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var path = ExperimentFiles.Find(root, name);
        var faults = new List<Fault>();
        var experiment = ExperimentFiles.Read(root, path, overrides, faults);
        // A model with faults of its own may still name plugins: their faults are reported in the same message.
        var (backbone, head, loss) = experiment?.Model is { } model
            ? (Resolve<IBackboneFactory>(model.Backbone, PluginKind.Backbone, catalogue, faults),
                Resolve<IHeadFactory>(model.Head, PluginKind.Head, catalogue, faults),
                Resolve<ILossFactory>(model.Loss, PluginKind.Loss, catalogue, faults))
            : default;
        if (faults.Count > 0) throw Fault.ToException(faults);
        return new ResolvedExperiment
        {
            Name = System.IO.Path.GetFileNameWithoutExtension(path),
            Path = path,
            Experiment = experiment! with
            {
                Model = experiment.Model with
                {
                    Backbone = experiment.Model.Backbone with { Options = PluginOptions.From(backbone!.Options) },
                    Head = experiment.Model.Head with { Options = PluginOptions.From(head!.Options) },
                    Loss = experiment.Model.Loss with { Options = PluginOptions.From(loss!.Options) },
                },
            },
            Backbone = backbone,
            Head = head,
            Loss = loss,
        };
    }

    private static ResolvedPlugin<TFactory>? Resolve<TFactory>(
        PluginReference? reference, PluginKind kind, PluginCatalogue catalogue, List<Fault> faults)
        where TFactory : class, IPluginFactory
    {
        // A missing name is a fault that is already known.
        if (reference?.Name.Value is not { } name) return null;
        var keyPath = $"model.{KeyNaming.Key(kind.ToString())}";
        var (plugin, problem) = catalogue.Find(kind, name, reference.Version);
        try
        {
            if (plugin is null) throw new MultiBoxException(problem!);
            _ = plugin.Options;
            var known = faults.Count;
            var options = reference.Options.Bind(plugin.Factory.OptionsType, $"{keyPath}.options", faults);
            return faults.Count == known ? new ResolvedPlugin<TFactory>(plugin, (TFactory)plugin.Factory, options) : null;
        }
        catch (MultiBoxException exception)
        {
            faults.Add(new Fault(reference.Name.Location, $"{keyPath}.name", exception.Message.TrimEnd('.')));
            return null;
        }
    }
}
