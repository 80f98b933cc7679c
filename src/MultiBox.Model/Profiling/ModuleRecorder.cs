using static TorchSharp.torch;

namespace MultiBox.Model.Profiling;

/// <summary>Makes the profiles of modules from their runs.</summary>
internal sealed class ModuleRecorder : IDisposable
{
    private readonly List<ModuleProfile> _profiles = [];
    private readonly HashSet<nn.Module> _counted = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _weights = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<IntPtr> _storages = [];
    private readonly List<Tensor> _held = [];

    /// <summary>The profiles so far.</summary>
    public IReadOnlyList<ModuleProfile> Profiles => _profiles;

    /// <summary>Takes note of a run.</summary>
    /// <param name="name">The module's path.</param>
    /// <param name="module">The module.</param>
    /// <param name="inputs">The tensors that it got.</param>
    /// <param name="outputs">The tensors that it gave.</param>
    public void Ran(string name, nn.Module module, List<Tensor> inputs, List<Tensor> outputs)
    {
        var profile = Describe(name, module) with
        {
            InputShape = inputs.FirstOrDefault()?.shape,
            OutputShapes = [.. outputs.Select(output => output.shape)],
        };
        // Extra layers of which there are none are no layer.
        if (outputs.Count == 0 && profile.Parameters == 0) profile = profile with { IsLayer = false };
        if (profile.IsLayer && inputs.Count > 0 && outputs.Count > 0)
        {
            profile = profile with
            {
                MultiplyAdds = MultiplyAdds.Of(module, inputs[0], outputs[0]),
                // Where no gradient comes back, nothing is kept for it.
                ActivationBytes = outputs.Exists(output => output.requires_grad) ? inputs.Concat(outputs).Sum(NewBytes) : 0,
            };
        }

        _profiles.Add(profile);
    }

    /// <summary>Adds a layer with parameters that did not run.</summary>
    /// <param name="name">The module's path.</param>
    /// <param name="module">The module.</param>
    public void Finish(string name, nn.Module module)
    {
        if (_counted.Contains(module)) return;
        var profile = Describe(name, module);
        if (profile.Parameters + profile.Buffers > 0) _profiles.Add(profile);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _held) tensor.Dispose();
    }

    private ModuleProfile Describe(string name, nn.Module module)
    {
        var parameters = module.named_parameters(recurse: false).Select(entry => entry.parameter).ToList();
        var profile = new ModuleProfile { Name = name, Kind = LayerKind.Of(module), IsLayer = parameters.Count > 0 || !module.children().Any() };
        if (!_counted.Add(module)) return profile;
        // Two modules may share a tensor.
        var ownParameters = parameters.Where(_weights.Add).ToList();
        var ownBuffers = module.named_buffers(recurse: false).Select(entry => entry.buffer).Where(_weights.Add).ToList();
        return profile with
        {
            Parameters = ownParameters.Sum(parameter => parameter.numel()),
            TrainableParameters = ownParameters.Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()),
            Buffers = ownBuffers.Sum(buffer => buffer.numel()),
            WeightBytes = ownParameters.Concat(ownBuffers).Sum(tensor => tensor.numel() * tensor.element_size()),
        };
    }

    // Layers share storage where one works in place or gives a view. What was counted is held, so that its address stays its own.
    private long NewBytes(Tensor tensor)
    {
        using var storage = tensor.storage<float>();
        if (!_storages.Add(storage.data_ptr())) return 0;
        _held.Add(tensor.detach().DetachFromDisposeScope());
        return (long)storage.nbytes();
    }
}
