using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>Writes what <c>torch.load</c> takes for a state dictionary that <c>torch.save</c> wrote, in the zip form since 1.6.</summary>
internal static class PyTorchWriter
{
    private const string Root = "archive/"; // As torch.save calls it when it does not know the file's name.

    // More than heads, names and directory of a record take.
    private const int RecordOverhead = 512;

    /// <summary>Writes tensors; a file that exists is replaced.</summary>
    /// <param name="path">The file; it appears whole or not at all.</param>
    /// <param name="tensors">The tensors in the dictionary's order; names and shapes were checked.</param>
    /// <exception cref="MultiBoxException">There are no tensors or too many for the format, or the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<TensorSource> tensors)
    {
        var pickle = StatePickler.Pickle(tensors);
        var bytes = tensors.Aggregate((Int128)pickle.Length, (sum, tensor) => sum + tensor.Bytes + RecordOverhead);
        List<string> faults = [];
        if (tensors.Count == 0) faults.Add("no tensor at all. Name at least one.");
        if (bytes > StoredZipWriter.MaxBytes) faults.Add($"{bytes} bytes; an archive has at most {StoredZipWriter.MaxBytes}. Write safetensors.");
        if (faults.Count > 0) throw WeightFaults.Unwritable(path, PyTorchReader.Format, faults);
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
