using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>Writes what <c>torch.load</c> takes for a state dictionary that <c>torch.save</c> wrote, in the zip form since 1.6.</summary>
internal static class PyTorchWriter
{
    private const string Root = "archive/"; // As torch.save calls it when it does not know the file's name.

    // More than a tensor takes beside its numbers and its name: in the pickle, in its record's heads, and to align it.
    private const int RecordOverhead = 1024;

    /// <summary>What the format has no place for, a line for each fault.</summary>
    /// <param name="tensors">The tensors.</param>
    public static IEnumerable<string> Faults(IReadOnlyList<TensorSource> tensors)
    {
        if (tensors.Count == 0) yield return "no tensor at all. Name at least one.";
        var bytes = tensors.Aggregate((Int128)0, (sum, tensor) => sum + tensor.Bytes + tensor.Name.Length + RecordOverhead);
        if (bytes > StoredZipWriter.MaxBytes) yield return $"{bytes} bytes; an archive has at most {StoredZipWriter.MaxBytes}. Write safetensors.";
    }

    /// <summary>Writes tensors; a file that exists is replaced.</summary>
    /// <param name="path">The file; it appears whole or not at all.</param>
    /// <param name="tensors">The tensors in the dictionary's order, without faults.</param>
    /// <exception cref="MultiBoxException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<TensorSource> tensors)
    {
        var pickle = StatePickler.Pickle(tensors);
        AtomicFile.Write(path, stream =>
        {
            var archive = new StoredZipWriter(stream);
            archive.Add(Root + "data.pkl", pickle);
            archive.Add(Root + "byteorder", "little"u8.ToArray());
            for (var i = 0; i < tensors.Count; i++) archive.Add($"{Root}data/{i}", tensors[i].Bytes, tensors[i].WriteTo);
            archive.Add(Root + "version", "3\n"u8.ToArray());
            archive.Finish();
        });
    }
}
