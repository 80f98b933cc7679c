using static TorchSharp.torch;

namespace MultiBox.Model.Profiling;

/// <summary>
/// Finds out what a network is made of by sending one black image through it. Nothing is assumed of the network but that its modules call
/// each other, not each other's <c>forward</c>.
/// </summary>
public static class NetworkProfiler
{
    /// <summary>Profiles a network. It is left as it was: weights, running means, training mode and hooks.</summary>
    /// <typeparam name="TResult">What the network returns.</typeparam>
    /// <param name="network">A network of images <c>[N, 3, H, W]</c>. Parameters that require no gradients count as frozen.</param>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    public static NetworkProfile Run<TResult>(nn.Module<Tensor, TResult> network, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        using var scope = NewDisposeScope();
        // A module may be registered at several places: the first names it.
        var modules = network.named_modules().Prepend((name: "", module: network)).DistinctBy(entry => entry.module, ReferenceEqualityComparer.Instance).ToList();
        var modes = modules.Select(entry => entry.module.training).ToList();
        using var recorder = new ModuleRecorder();
        using var hooks = new ForwardHooks();
        foreach (var (name, module) in modules) hooks.Attach(module, (inputs, outputs) => recorder.Ran(name, module, inputs, outputs));
        network.eval();
        try
        {
            // With gradients, so that the tensors themselves tell which of them the backward pass reaches.
            using var gradients = enable_grad();
            network.call(zeros(1, 3, height, width, device: network.parameters().FirstOrDefault()?.device ?? CPU));
        }
        finally
        {
            // Parents come before their children, whose modes they set.
            foreach (var ((_, module), mode) in modules.Zip(modes)) module.train(mode);
        }

        foreach (var (name, module) in modules) recorder.Finish(name, module);
        return new NetworkProfile(recorder.Profiles);
    }
}
