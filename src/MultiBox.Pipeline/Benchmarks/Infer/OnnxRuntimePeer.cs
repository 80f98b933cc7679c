using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using MultiBox.Inference.Networks;
using MultiBox.Onnx;
using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.Pipeline.Benchmarks.Peers;
using MultiBox.Pipeline.Exporting;

namespace MultiBox.Pipeline.Benchmarks.Infer;

/// <summary>ONNX Runtime in this process, with files that MultiBox exports of the same networks.</summary>
internal sealed class OnnxRuntimePeer : IPeer
{
    private readonly Dictionary<string, Workload> _workloads;
    private readonly Dictionary<string, Lazy<OnnxBackend>> _networks;

    /// <summary>Prepares; a network is loaded when it is first run.</summary>
    /// <param name="workloads">The workloads with their networks.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="threads">The threads that work.</param>
    public OnnxRuntimePeer(IEnumerable<(string Name, BenchNetwork Network)> workloads, BenchFolder folder, int threads)
    {
        var all = workloads.ToArray();
        _networks = all.Select(workload => workload.Network).Distinct().ToDictionary(
            network => network.Name, network => new Lazy<OnnxBackend>(() => Load(network, folder[$"{network.Name}.onnx"], threads)));
        _workloads = all.ToDictionary(workload => workload.Name, workload => Timed(workload.Name, workload.Network, threads));
    }

    /// <inheritdoc/>
    public string Name => "onnxruntime";

    /// <inheritdoc/>
    public string Version { get; } = OrtEnv.Instance().GetVersionString();

    /// <inheritdoc/>
    public bool Takes(string workload) => _workloads.ContainsKey(workload);

    /// <inheritdoc/>
    public Sample Round(string workload, TimeSpan length, CancellationToken cancellation)
    {
        try
        {
            return _workloads[workload].Round(length, cancellation);
        }
        catch (Exception fault) when (fault is OnnxRuntimeException or OnnxExportException)
        {
            throw new PeerException(fault.Message.Trim());
        }
    }

    /// <summary>What a network predicts.</summary>
    /// <param name="network">The network.</param>
    /// <param name="images"><c>[1, 3, S, S]</c>.</param>
    /// <returns><c>[1, A, 4]</c> and <c>[1, A, C]</c>.</returns>
    public (float[] Offsets, float[] Logits) Run(BenchNetwork network, float[] images)
    {
        var boxes = network.Model.DefaultBoxes.Count;
        var (offsets, logits) = (new float[boxes * 4], new float[boxes * network.Model.ClassCount]);
        _networks[network.Name].Value.Run(images, 1, offsets, logits);
        return (offsets, logits);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var network in _networks.Values.Where(network => network.IsValueCreated)) network.Value.Dispose();
    }

    private Workload Timed(string name, BenchNetwork network, int threads)
    {
        var images = new Lazy<float[]>(() =>
        {
            using var tensor = network.Images(1);
            return MemoryMarshal.Cast<byte, float>(tensor.bytes).ToArray();
        });
        return Workload.Timed(
            name,
            _ =>
            {
                Run(network, images.Value);
                return 1;
            },
            threads);
    }

    // Without the step that normalises pixels: all contestants get normalised ones.
    private static OnnxBackend Load(BenchNetwork network, string path, int threads)
    {
        var model = network.Model;
        var graph = new OnnxExporter().CreateGraph(network.Name);
        graph.NameModules(model.Network, "");
        var images = graph.Input(new OnnxInput("images", [1, 3, model.InputSize, model.InputSize]));
        var outputs = model.Network.Describe(new OnnxNetworkGraph(graph), [OnnxNetworkGraph.Wrap(images)]);
        graph.Output("offsets", OnnxNetworkGraph.Unwrap(outputs[0]), [1, model.DefaultBoxes.Count, 4]);
        graph.Output("logits", OnnxNetworkGraph.Unwrap(outputs[1]), [1, model.DefaultBoxes.Count, model.ClassCount]);
        graph.Write(path);
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = threads };
        return new OnnxBackend(new InferenceSession(path, options), model.InputSize);
    }
}
