using System.Text.Encodings.Web;
using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.TorchScript;

namespace MultiBox.Pipeline.Exporting;

/// <summary>
/// TorchScript: what <c>torch.jit.load</c> opens. As with ONNX the file takes pixels of 0..255, and says what a program has to know.
/// </summary>
internal sealed class TorchScriptFormat : IModelFormat
{
    /// <summary>The name of the text pairs among the file's extra files.</summary>
    internal const string MetadataName = "multibox.json";

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "torchscript";

    public string FileName(ExportRequest request) => "model.pt";

    public string Write(ExportRequest request, string path)
    {
        Refuse(request);
        AtomicFile.Write(path, stream => Write(request, stream));
        return "TorchScript, any number of images";
    }

    /// <summary>Writes the file's content.</summary>
    /// <param name="request">What is exported.</param>
    /// <param name="stream">Receives it; seekable and empty.</param>
    internal static void Write(ExportRequest request, Stream stream)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["multibox.outputs"] = "offsets, logits" };
        foreach (var (key, value) in request.Origin.Concat(request.Description.ToMetadata())) pairs.Add(key, value);
        var files = new Dictionary<string, string> { [MetadataName] = JsonSerializer.Serialize(pairs, _json) };
        NetworkScript.Write(stream, request.Model.Network, request.Model.Normalization, files);
    }

    private static void Refuse(ExportRequest request)
    {
        if (request.Suppresses)
        {
            throw new MultiBoxException(
                $"""
                Export: --nms does not go with --format torchscript, which has no operator for non-maximum suppression.
                  Leave it out: the file's {MetadataName} says how to decode. Or use --format onnx.
                """);
        }

        if (request.Batch is { } count)
        {
            throw new MultiBoxException(
                $"""
                Export: --batch {count} does not go with --format torchscript: such a file takes any number of images.
                  Leave it out, or use --format onnx.
                """);
        }
    }
}
