using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>Reads weight files, telling their formats apart by content, and writes them.</summary>
public static class WeightFiles
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads a file. What a file says of itself is not believed: beside the numbers, which take a small multiple of the file's size, the
    /// memory that is taken is bounded, and nothing of a file is ever run.
    /// </summary>
    /// <param name="path">A safetensors, PyTorch (.pth, .pt), MXNet (.params) or Caffe (.caffemodel) file.</param>
    /// <exception cref="MultiBoxException">There is no such file, it is of none of these formats, damaged, or refused.</exception>
    public static WeightFile Read(string path)
    {
        var head = Head(path);
        if (MxnetParamsReader.Recognises(head)) return MxnetParamsReader.Read(path);
        if (PyTorchReader.Recognises(head)) return PyTorchReader.Read(path);
        if (SafetensorsReader.Recognises(head)) return SafetensorsReader.Read(path);
        // Caffe's format has no mark of its own.
        if (Path.GetExtension(path).Equals(".caffemodel", StringComparison.OrdinalIgnoreCase)) return CaffeModelReader.Read(path);
        throw new MultiBoxException(
            $"{path}: not a weight file of a known kind.\n  Expected safetensors, PyTorch (.pth, .pt), MXNet (.params) or Caffe (.caffemodel), found a file that begins with the bytes {Convert.ToHexStringLower(head)}.");
    }

    /// <summary>Writes tensors in their order; equal ones make equal bytes. The file appears whole or not at all.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="format">Its format.</param>
    /// <param name="tensors">
    /// The tensors. For MXNet their names begin with <c>arg:</c>, or <c>aux:</c> for the moving mean and variance of a batch norm.
    /// </param>
    /// <param name="metadata">Free text pairs; only safetensors has a place for them. Null: none.</param>
    /// <exception cref="MultiBoxException">The format has no place for something: everything at fault is named; or the file cannot be written.</exception>
    public static void Write(string path, WeightFormat format, IEnumerable<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        metadata ??= new Dictionary<string, string>();
        var list = tensors.ToList();
        (string Name, IEnumerable<string> Faults, Action Write) writer = format switch
        {
            WeightFormat.Safetensors => (SafetensorsFile.Format, SafetensorsWriter.Faults(list), () => SafetensorsWriter.Write(path, list, metadata)),
            WeightFormat.MxnetParams => (MxnetParams.Format, MxnetParamsWriter.Faults(list), () => MxnetParamsWriter.Write(path, list)),
            WeightFormat.PyTorch => (PyTorchReader.Format, PyTorchWriter.Faults(list), () => PyTorchWriter.Write(path, list)),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
        List<string> faults = [.. Faults(list, metadata), .. writer.Faults];
        if (format != WeightFormat.Safetensors && metadata.Count > 0) faults.Add($"the metadata {string.Join(", ", metadata.Keys.Order(StringComparer.Ordinal))}. Leave it out, or write safetensors.");
        if (faults.Count > 0) throw WeightFaults.Unwritable(path, writer.Name, faults);
        writer.Write();
    }

    /// <summary>Writes what was read; see <see cref="Write(string, WeightFormat, IEnumerable{TensorSource}, IReadOnlyDictionary{string, string}?)"/>.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="format">Its format.</param>
    /// <param name="weights">Tensors and metadata.</param>
    public static void Write(string path, WeightFormat format, WeightFile weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Write(path, format, weights.Tensors.Select(TensorSource.Of), weights.Metadata);
    }

    // What no format has a place for, and what no reader would take back.
    private static IEnumerable<string> Faults(List<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        if (tensors.Count > WeightLimits.Tensors) yield return $"{tensors.Count} tensors; at most {WeightLimits.Tensors} are read back.";
        foreach (var twice in tensors.GroupBy(tensor => tensor.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"{twice.Key}: {twice.Count()} tensors of this name. Give each its own.";
        }

        foreach (var tensor in tensors)
        {
            if (tensor.Count is not { } count || count > long.MaxValue / 8 || tensor.Shape.Count > WeightLimits.Dimensions)
            {
                var sizes = string.Join(", ", tensor.Shape.Take(WeightLimits.Dimensions)) + (tensor.Shape.Count > WeightLimits.Dimensions ? ", ..." : "");
                yield return $"{WeightFaults.Cut(tensor.Name)}: the shape [{sizes}], which has too many dimensions or numbers.";
            }

            if (Utf8Length(tensor.Name) is null or > WeightLimits.Text) yield return $"a name of {tensor.Name.Length} letters that is too long or no Unicode: {WeightFaults.Cut(tensor.Name)}. Rename the tensor.";
        }

        foreach (var key in metadata.Where(pair => Utf8Length(pair.Key) is null || Utf8Length(pair.Value) is null).Select(pair => pair.Key))
        {
            yield return $"the metadata {WeightFaults.Cut(key)}: no Unicode.";
        }
    }

    // Null: half of a surrogate pair, which has no place in UTF-8.
    private static int? Utf8Length(string text)
    {
        try
        {
            return _strict.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    private static byte[] Head(string path)
    {
        using var stream = WeightStream.Open(path);
        var head = new byte[16];
        return WeightStream.Guard(path, "weight", () => head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]);
    }
}
