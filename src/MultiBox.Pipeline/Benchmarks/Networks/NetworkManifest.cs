using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Pipeline.Benchmarks.Peers;

namespace MultiBox.Pipeline.Benchmarks.Networks;

/// <summary>Tells the PyTorch peers what to do: the same networks, weights, inputs and thresholds as ours.</summary>
internal static class NetworkManifest
{
    private const string Script = "torch_path.py";
    private const string Packages = "python3-torchvision (Debian) or torch and torchvision (pip)";

    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Writes the manifest.</summary>
    /// <param name="path">The file.</param>
    /// <param name="networks">The networks.</param>
    /// <param name="workloads">The workloads: each has a name, a kind, and what the kind needs; see <c>torch_path.py</c>.</param>
    /// <param name="threads">The threads that work.</param>
    /// <param name="device">The device, as PyTorch names it.</param>
    public static void Write(string path, IEnumerable<BenchNetwork> networks, IEnumerable<object> workloads, int threads, string device = "cpu") => AtomicFile.WriteBytes(
        path,
        JsonSerializer.SerializeToUtf8Bytes(
            new { Threads = threads, Device = device, Networks = networks.ToDictionary(network => network.Name, network => network.Manifest()), Workloads = workloads }, _json));

    /// <summary>PyTorch and torchvision as people write them.</summary>
    /// <param name="name">What rows call the peer.</param>
    /// <param name="folder">The folder of the scripts.</param>
    /// <param name="manifest">The manifest's path.</param>
    /// <param name="threads">The threads that work.</param>
    /// <param name="workloads">The workloads that it takes.</param>
    public static PeerSpec Torch(string name, string folder, string manifest, int threads, IReadOnlyList<string> workloads) =>
        new(name, ["torch", "torchvision", "numpy"], Packages, Path.Combine(folder, Script), ["--manifest", manifest]) { Threads = threads, Workloads = workloads };

    /// <summary>PyTorch with <c>torch.jit.optimize_for_inference</c>.</summary>
    /// <param name="folder">The folder of the scripts.</param>
    /// <param name="manifest">The manifest's path.</param>
    /// <param name="threads">The threads that work.</param>
    /// <param name="workloads">The workloads that it takes.</param>
    public static PeerSpec OptimizedTorch(string folder, string manifest, int threads, IReadOnlyList<string> workloads) =>
        Torch("pytorch-optimized", folder, manifest, threads, workloads) with { Arguments = ["--manifest", manifest, "--optimized"] };
}
