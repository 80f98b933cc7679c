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

    /// <summary>How the class scores of a network that is trained with the loss are read; by the softmax unless overridden.</summary>
    /// <param name="options">The validated options.</param>
    public virtual ClassScores DescribeScores(TOptions options) => ClassScores.Softmax;

    /// <inheritdoc/>
    DetectionLoss ILossFactory.Create(object options, LossContext context) => Create((TOptions)options, context);

    /// <inheritdoc/>
    ClassScores ILossFactory.DescribeScores(object options) => DescribeScores((TOptions)options);
}
