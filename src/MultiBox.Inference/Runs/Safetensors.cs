using MultiBox.Abstractions;
using MultiBox.Weights;
using static TorchSharp.torch;

namespace MultiBox.Inference.Runs;

/// <summary>Reads and writes TorchSharp's tensors as safetensors files, straight between their memory and the file.</summary>
internal static class Safetensors
{
    /// <summary>Writes tensors, sorted by name, so that equal tensors make equal bytes. The file appears whole or not at all.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="tensors">Tensors by name, on any device; nobody's tensor is changed or disposed.</param>
    /// <param name="metadata">Free text pairs for the header.</param>
    /// <exception cref="MultiBoxException">A tensor has a type that the format lacks, or the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var sorted = tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal).Select(tensor => TensorWeights.Source(tensor.Key, tensor.Value));
        WeightFiles.Write(path, WeightFormat.Safetensors, sorted, metadata);
    }

    /// <summary>Reads all tensors.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Tensors by name on the CPU; the caller disposes them.</returns>
    /// <exception cref="MultiBoxException">The file cannot be read or is damaged: what and where.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var entry in file.Entries)
            {
                var tensor = empty([.. entry.Shape], dtype: TensorWeights.Dtype(entry.Type));
                tensors[entry.Name] = tensor.DetachFromDisposeScope();
                if (entry.Bytes > 0) file.Read(entry, tensor.bytes);
            }
        }
        catch
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            throw;
        }

        return tensors;
    }

    /// <summary>Reads the free text pairs of the header, and none of the tensors.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The pairs; empty when there are none.</returns>
    /// <exception cref="MultiBoxException">The file cannot be read or is damaged: what and where.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Metadata;
    }
}
