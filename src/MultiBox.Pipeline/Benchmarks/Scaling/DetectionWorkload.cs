using MultiBox.Abstractions;
using MultiBox.Inference;
using MultiBox.Inference.Networks;
using MultiBox.Inference.Setup;
using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.TorchScript;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Benchmarks.Scaling;

/// <summary>From normalised images to detections: the compiled network, decoding and NMS.</summary>
internal sealed class DetectionWorkload : IDisposable
{
    private readonly Tensor _images;
    private readonly DetectionEngine _engine;

    /// <summary>Compiles the network, in float32.</summary>
    /// <param name="network">The network; nothing of it is kept.</param>
    /// <param name="batch">The images at a time.</param>
    public DetectionWorkload(BenchNetwork network, int batch)
    {
        var (model, options) = (network.Model, new CompileOptions { InputSize = network.Size, Batch = batch, Precision = NetworkPrecision.Fp32 });
        _images = network.Images(batch);
        _engine = new DetectionEngine(
            new Backend(CompiledNetwork.Compile(model.Network, options)),
            DecoderSetup.Decoder(model, network.Resolved.Experiment.Evaluate, network.Decoding),
            model.DefaultBoxes.Count,
            model.ClassCount);
    }

    /// <summary>Ours.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="threads">The threads that compute the network.</param>
    public Workload Timed(string name, int threads) => Workload.Timed(
        name,
        _ =>
        {
            if (get_num_threads() != threads) set_num_threads(threads);
            return _engine.Detect(_images).Length;
        },
        threads);

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _images.Dispose();
    }

    private sealed class Backend(CompiledNetwork network) : INetworkBackend, ITensorBackend
    {
        public string Description => "compiled";

        public void Run(float[] images, int count, float[] offsets, float[] logits) => throw new NotSupportedException("Takes tensors only.");

        public void Run(Tensor images, float[] offsets, float[] logits)
        {
            using var scope = NewDisposeScope();
            var output = network.Run(images);
            TensorOutput.Copy(new HeadOutput(output.Offsets, output.Logits), offsets, logits);
        }

        public void Dispose() => network.Dispose();
    }
}
