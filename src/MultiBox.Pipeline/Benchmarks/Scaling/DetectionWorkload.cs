using MultiBox.Inference;
using MultiBox.Inference.Networks;
using MultiBox.Inference.Setup;
using MultiBox.Pipeline.Benchmarks.Networks;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Benchmarks.Scaling;

/// <summary>From normalised images to detections as a detector does it: the compiled network, decoding and NMS.</summary>
internal sealed class DetectionWorkload : IDisposable
{
    private readonly Tensor _images;
    private readonly DetectionEngine _engine;

    /// <summary>Compiles the network, in float32.</summary>
    /// <param name="network">The network, which outlives this.</param>
    /// <param name="batch">The images at a time.</param>
    public DetectionWorkload(BenchNetwork network, int batch)
    {
        var model = network.Model;
        _images = network.Images(batch);
        _engine = new DetectionEngine(
            TorchBackends.Of(model, ScalarType.Float32, batch),
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
}
