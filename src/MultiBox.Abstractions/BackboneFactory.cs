namespace MultiBox.Abstractions;

/// <summary>Base of a backbone plugin's factory.</summary>
/// <typeparam name="TOptions">The record of the plugin's options, or <see cref="NoOptions"/>.</typeparam>
public abstract class BackboneFactory<TOptions> : IBackboneFactory
    where TOptions : class, new()
{
    /// <inheritdoc/>
    public Type OptionsType => typeof(TOptions);

    /// <summary>Creates a backbone with freshly initialised weights, drawn from TorchSharp's default generator.</summary>
    /// <param name="options">The validated options.</param>
    /// <returns>The backbone; the caller disposes it.</returns>
    public abstract Backbone Create(TOptions options);

    /// <inheritdoc/>
    Backbone IBackboneFactory.Create(object options) => Create((TOptions)options);
}
