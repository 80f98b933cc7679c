namespace MultiBox.Model.Profiling;

/// <summary>What a network is made of and what one image costs in it; see <see cref="NetworkProfiler"/>.</summary>
/// <param name="Modules">
/// All modules in the order in which they finished, so that each comes after the modules in it; at the end the layers with parameters that
/// were not seen to run.
/// </param>
public sealed record NetworkProfile(IReadOnlyList<ModuleProfile> Modules)
{
    /// <summary>The layers in the order of execution.</summary>
    public IReadOnlyList<ModuleProfile> Layers { get; } = [.. Modules.Where(module => module.IsLayer)];

    /// <summary>
    /// Layers with parameters whose output was not seen: they do not run for this input, or the network calls their <c>forward</c>
    /// directly, past the hooks. Their multiply-adds and activations are missing.
    /// </summary>
    public IReadOnlyList<ModuleProfile> Unseen => [.. Layers.Where(layer => layer.OutputShapes.Count == 0)];

    /// <summary>Values of all parameters.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>Values of the parameters that training changes.</summary>
    public long TrainableParameters => Layers.Sum(layer => layer.TrainableParameters);

    /// <summary>Values of all buffers.</summary>
    public long Buffers => Layers.Sum(layer => layer.Buffers);

    /// <summary>The bytes of all parameters and buffers.</summary>
    public long WeightBytes => Layers.Sum(layer => layer.WeightBytes);

    /// <summary>Multiply-adds of one image.</summary>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds);

    /// <summary>The bytes that training keeps of one image for the backward pass.</summary>
    public long ActivationBytes => Layers.Sum(layer => layer.ActivationBytes);

    /// <summary>The part of one child of the network, e.g. <c>backbone</c>.</summary>
    /// <param name="child">Its path.</param>
    public NetworkProfile Part(string child)
    {
        ArgumentException.ThrowIfNullOrEmpty(child);
        return new NetworkProfile([.. Modules.Where(module => module.Name == child || module.Name.StartsWith(child + ".", StringComparison.Ordinal))]);
    }
}
