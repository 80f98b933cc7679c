using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>A plugin that an experiment uses, with its options read.</summary>
/// <typeparam name="TFactory">The kind of factory.</typeparam>
/// <param name="Info">The plugin.</param>
/// <param name="Factory">Its factory.</param>
/// <param name="Options">Its validated options, an instance of <see cref="IPluginFactory.OptionsType"/>.</param>
public sealed record ResolvedPlugin<TFactory>(PluginInfo Info, TFactory Factory, object Options)
    where TFactory : IPluginFactory;
