using MultiBox.Abstractions;
using MultiBox.Inference.Setup;
using MultiBox.TorchScript;
using static TorchSharp.torch;

namespace MultiBox.Inference.Networks;

/// <summary>Computes a network with libtorch, compiled for this processor. It keeps the weights that the network had then.</summary>
/// <param name="network">The network; disposed with this.</param>
/// <param name="inputSize">The side of the square input in pixels.</param>
internal sealed class CompiledBackend(CompiledNetwork network, int inputSize) : INetworkBackend, ITensorBackend
{
    /// <inheritdoc/>
    public string Description => $"libtorch, cpu, {PrecisionChoice.NameOf(network.Precision)}{(network.IsEmulated ? " emulated" : "")}, compiled";

    /// <inheritdoc/>
    public void Run(float[] images, int count, float[] offsets, float[] logits)
    {
        using var scope = NewDisposeScope();
        Run(frombuffer(images, ScalarType.Float32, 3L * count * inputSize * inputSize).view(count, 3, inputSize, inputSize), offsets, logits);
    }

    /// <inheritdoc/>
    public void Run(Tensor images, float[] offsets, float[] logits)
    {
        using var scope = NewDisposeScope();
        var output = network.Run(images);
        TensorOutput.Copy(new HeadOutput(output.Offsets, output.Logits), offsets, logits);
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();
}
