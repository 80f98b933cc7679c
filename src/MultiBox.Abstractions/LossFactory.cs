namespace MultiBox.Abstractions;

/// <summary>Base of a loss plugin's factory.</summary>
/// <typeparam name="TOptions">The record of the plugin's options, or <see cref="NoOptions"/>.</typeparam>
public abstract class LossFactory<TOptions> : ILossFactory
    where TOptions : class, new()
{
    /// <inheritdoc/>
    public Type OptionsType => typeof(TOptions);

    /// <summary>Creates a loss.</summary>
    /// <param name="options">The validated options.</param>
    /// <param name="context">What the loss is built for.</param>
    public abstract DetectionLoss Create(TOptions options, LossContext context);

    /// <inheritdoc/>
    DetectionLoss ILossFactory.Create(object options, LossContext context) => Create((TOptions)options, context);
}
