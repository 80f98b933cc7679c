using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.TorchScript;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Benchmarks.Infer;

/// <summary>A compiled network that predicts for one image.</summary>
internal sealed class InferWorkload : IDisposable
{
    private readonly CompiledNetwork _compiled;
    private readonly Tensor _image;

    /// <summary>Compiles the network.</summary>
    /// <param name="network">The network, which stays its owner's.</param>
    /// <param name="precision">What it computes in.</param>
    public InferWorkload(BenchNetwork network, BenchPrecision precision)
    {
        (Network, Name) = (network, $"{network.Name}-infer-{precision.Name}");
        _compiled = CompiledNetwork.Compile(network.Model.Network, new CompileOptions { InputSize = network.Size, Precision = precision.Type });
        _image = network.Images(1);
    }

    /// <summary>The row's name.</summary>
    public string Name { get; }

    /// <summary>The network.</summary>
    public BenchNetwork Network { get; }

    /// <summary>Ours.</summary>
    /// <param name="threads">The threads that work.</param>
    public Workload Timed(int threads) => Workload.Timed(
        Name,
        _ =>
        {
            var (offsets, logits) = _compiled.Run(_image);
            offsets.Dispose();
            logits.Dispose();
            return 1;
        },
        threads,
        hasPeers: true);

    /// <summary>The same for a peer.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="network">The network.</param>
    /// <param name="batch">The images at a time.</param>
    /// <param name="precision">What the peer computes in, as its rows name it.</param>
    public static object Manifest(string name, BenchNetwork network, int batch = 1, string precision = "fp32") =>
        new { Name = name, Kind = "infer", Network = network.Name, Batch = batch, Precision = precision };

    /// <inheritdoc/>
    public void Dispose()
    {
        _compiled.Dispose();
        _image.Dispose();
    }
}
