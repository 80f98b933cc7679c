using MultiBox.Model;
using static TorchSharp.torch;

namespace MultiBox.Inference.Networks;

/// <summary>Computes a network with libtorch as its modules define it.</summary>
/// <param name="model">The model; its weights are not changed.</param>
/// <param name="owned">Whether the model is disposed with this.</param>
internal sealed class TorchBackend(SsdModel model, bool owned) : INetworkBackend, ITensorBackend
{
    /// <inheritdoc/>
    public string Description => $"libtorch, {model.Device}, fp32";

    /// <inheritdoc/>
    public void Run(float[] images, int count, float[] offsets, float[] logits)
    {
        using var scope = NewDisposeScope();
        var length = 3L * model.InputSize * model.InputSize;
        Run(frombuffer(images, ScalarType.Float32, count * length).view(count, 3, model.InputSize, model.InputSize), offsets, logits);
    }

    /// <inheritdoc/>
    public void Run(Tensor images, float[] offsets, float[] logits)
    {
        using var scope = NewDisposeScope();
        using var noGradients = inference_mode();
        // Setting it walks through all modules, and threads that detect share them.
        if (model.Network.training) model.Network.eval();
        var output = model.Network.call(model.ToInput(images));
        TensorOutput.Copy(output, offsets, logits);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (owned) model.Dispose();
    }
}
