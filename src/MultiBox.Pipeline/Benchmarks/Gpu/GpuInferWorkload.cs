using MultiBox.Native;
using MultiBox.Pipeline.Benchmarks.Networks;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Benchmarks.Gpu;

/// <summary>A network that predicts for a batch, as detection on a CUDA device runs it: from pinned memory to offsets and logits on the device.</summary>
/// <param name="name">The row's name.</param>
/// <param name="network">The network, which stays its owner's.</param>
/// <param name="batch">The images at a time.</param>
/// <param name="precision">What convolutions compute in.</param>
internal sealed class GpuInferWorkload(string name, BenchNetwork network, int batch, BenchPrecision precision) : IDisposable
{
    private readonly Tensor _images = network.Images(batch);

    /// <summary>Ours.</summary>
    /// <param name="threads">The threads that work.</param>
    public Workload Timed(int threads) => Workload.Timed(
        name,
        _ =>
        {
            Pass();
            return batch;
        },
        threads,
        hasPeers: true);

    /// <inheritdoc/>
    public void Dispose() => _images.Dispose();

    private void Pass()
    {
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        var model = network.Model;
        if (model.Network.training) model.Network.eval();
        using (precision.Type == ScalarType.Float32 ? null : Autocast.Begin(model.Device.type, precision.Type))
        {
            var output = model.Network.call(model.ToInput(_images));
            output.Offsets.to(ScalarType.Float32);
            output.Logits.to(ScalarType.Float32);
        }

        GpuBench.Synchronize(model.Device);
    }
}
