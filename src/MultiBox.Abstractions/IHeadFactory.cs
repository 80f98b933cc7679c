namespace MultiBox.Abstractions;

/// <summary>Creates detection heads; see <see cref="HeadFactory{TOptions}"/>.</summary>
public interface IHeadFactory : IPluginFactory
{
    /// <summary>Creates a head with freshly initialised weights, drawn from TorchSharp's default generator.</summary>
    /// <param name="options">An instance of <see cref="IPluginFactory.OptionsType"/>.</param>
    /// <param name="context">What the head is built for.</param>
    /// <returns>The head; the caller disposes it.</returns>
    DetectionHead Create(object options, HeadContext context);
}
