namespace MultiBox.Abstractions;

/// <summary>Base of a head plugin's factory.</summary>
/// <typeparam name="TOptions">The record of the plugin's options, or <see cref="NoOptions"/>.</typeparam>
public abstract class HeadFactory<TOptions> : IHeadFactory
    where TOptions : class, new()
{
    /// <inheritdoc/>
    public Type OptionsType => typeof(TOptions);

    /// <summary>Creates a head with freshly initialised weights, drawn from TorchSharp's default generator.</summary>
    /// <param name="options">The validated options.</param>
    /// <param name="context">What the head is built for.</param>
    /// <returns>The head; the caller disposes it.</returns>
    public abstract DetectionHead Create(TOptions options, HeadContext context);

    /// <inheritdoc/>
    DetectionHead IHeadFactory.Create(object options, HeadContext context) => Create((TOptions)options, context);
}
