namespace MultiBox.Abstractions;

/// <summary>Creates backbones; see <see cref="BackboneFactory{TOptions}"/>.</summary>
public interface IBackboneFactory : IPluginFactory
{
    /// <summary>Creates a backbone with freshly initialised weights, drawn from TorchSharp's default generator.</summary>
    /// <param name="options">An instance of <see cref="IPluginFactory.OptionsType"/>.</param>
    /// <returns>The backbone; the caller disposes it.</returns>
    Backbone Create(object options);
}
