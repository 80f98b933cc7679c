namespace MultiBox.Abstractions;

/// <summary>Creates losses; see <see cref="LossFactory{TOptions}"/>.</summary>
public interface ILossFactory : IPluginFactory
{
    /// <summary>Creates a loss.</summary>
    /// <param name="options">An instance of <see cref="IPluginFactory.OptionsType"/>.</param>
    /// <param name="context">What the loss is built for.</param>
    DetectionLoss Create(object options, LossContext context);
}
