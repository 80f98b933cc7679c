using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Native;
using static TorchSharp.torch;

namespace MultiBox.Inference.Networks;

/// <summary>Computes a network with libtorch as its modules define it, with weights as they are when it runs.</summary>
/// <param name="model">The model; its weights are not changed.</param>
/// <param name="owned">Whether the model is disposed with this.</param>
/// <param name="precision">The type of convolutions: float32, bfloat16 or float16.</param>
/// <param name="emulation">What emulates it in the model's convolutions, null where they compute it themselves; disposed with this.</param>
internal sealed class TorchBackend(SsdModel model, bool owned, ScalarType precision = ScalarType.Float32, EmulatedConvolutions? emulation = null)
    : INetworkBackend, ITensorBackend
{
    /// <inheritdoc/>
    public string Description => $"libtorch, {model.Device}, {PrecisionChoice.NameOf(precision)}{(emulation is null ? "" : " emulated")}";

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
        using var exact = ExactFloat32.On(model.Device);
        using var shorter = precision == ScalarType.Float32 ? null : Autocast.Begin(model.Device.type, precision);
        var output = model.Network.call(model.ToInput(images));
        TensorOutput.Copy(output, offsets, logits);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        emulation?.Dispose();
        if (owned) model.Dispose();
    }
}
