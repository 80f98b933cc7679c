using MultiBox.Abstractions;
using MultiBox.Model;
using MultiBox.Native;
using MultiBox.TorchScript;
using static TorchSharp.torch;

namespace MultiBox.Inference.Networks;

/// <summary>Computes a network of a TorchScript file with libtorch.</summary>
/// <param name="module">The network; disposed with this.</param>
/// <param name="device">Where it is.</param>
/// <param name="inputSize">The side of the square input in pixels.</param>
internal sealed class TorchScriptBackend(jit.ScriptModule<Tensor, (Tensor, Tensor)> module, Device device, int inputSize) : INetworkBackend
{
    /// <inheritdoc/>
    public string Description => $"libtorch, {device}, fp32, TorchScript";

    /// <inheritdoc/>
    public void Run(float[] images, int count, float[] offsets, float[] logits)
    {
        using var scope = NewDisposeScope();
        using var noGradients = inference_mode();
        using var exact = ExactFloat32.On(device);
        var input = frombuffer(images, ScalarType.Float32, 3L * count * inputSize * inputSize).view(count, 3, inputSize, inputSize);
        // The network keeps the order in memory that it is given, and channels last is the faster one.
        var (boxes, scores) = module.call(ChannelsLast.Of(input.to(device)));
        TensorOutput.Copy(new HeadOutput(boxes, scores), offsets, logits);
    }

    /// <inheritdoc/>
    public void Dispose() => module.Release();
}
