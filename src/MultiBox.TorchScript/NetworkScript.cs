using MultiBox.Abstractions;
using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>
/// Writes networks as files of TorchScript that any libtorch runs, on any device: <c>torch.jit.load</c> of PyTorch and TorchSharp,
/// <c>torch::jit::load</c> of C++. They hold ordinary operations of float32 alone, nothing of the machine that wrote them.
/// </summary>
public static class NetworkScript
{
    /// <summary>
    /// Writes a network as it is in evaluation mode, batch norm folded into the convolutions: a module whose <c>forward</c> takes images
    /// <c>[N, 3, S, S]</c>, float32, any N, and returns the pair of offsets <c>[N, A, 4]</c> and logits <c>[N, A, C]</c>.
    /// </summary>
    /// <param name="stream">Receives the file; seekable and empty.</param>
    /// <param name="network">Takes images and returns offsets and logits; it is not changed.</param>
    /// <param name="pixels">How the file normalises the pixels of its images itself; null where they come normalised.</param>
    /// <param name="files">Texts that travel with it, by name: the <c>_extra_files</c> of <c>torch.jit.load</c>.</param>
    /// <exception cref="MultiBoxException">A part of the network does not describe itself, or it has other outputs.</exception>
    public static void Write(Stream stream, nn.Module network, PixelNormalization? pixels, IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(files);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var graph = NetworkPasses.Apply(NetworkPasses.Normalize(RecordingGraph.Record(network), pixels));
        TorchScriptArchive.Write(stream, ScriptWriter.Write(graph, new ScriptOptions()), files);
    }
}
