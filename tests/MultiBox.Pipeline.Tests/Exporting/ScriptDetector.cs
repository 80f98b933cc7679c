using System.IO.Compression;
using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Imaging;
using MultiBox.Inputs;
using MultiBox.Model;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Exporting;

/// <summary>Detects with an exported file of TorchScript and nothing else.</summary>
internal sealed class ScriptDetector : IDisposable
{
    private readonly jit.ScriptModule<Tensor, (Tensor, Tensor)> _module;

    public ScriptDetector(byte[] file)
    {
        using (var archive = new ZipArchive(new MemoryStream(file)))
        using (var text = archive.GetEntry("archive/extra/multibox.json")!.Open())
        {
            Metadata = JsonSerializer.Deserialize<Dictionary<string, string>>(text)!;
        }

        Description = DetectorDescription.FromMetadata(Metadata) ?? throw new InvalidOperationException("The file does not describe its detector.");
        using var scope = NewDisposeScope();
        _module = jit.load<Tensor, (Tensor, Tensor)>(file);
    }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public DetectorDescription Description { get; }

    /// <summary>Offsets and logits of pictures, from pixels of 0..255.</summary>
    public (float[] Offsets, float[] Logits) Run(params IReadOnlyList<RgbImage> pictures)
    {
        var writer = new InputWriter(Description.InputSize, new PixelNormalization(default, new Rgb(1, 1, 1)));
        var pixels = new float[pictures.Count * writer.Length];
        foreach (var (i, picture) in pictures.Index()) writer.Write(picture, pixels.AsSpan(i * writer.Length, writer.Length));
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        var (offsets, logits) = _module.call(tensor(pixels, [pictures.Count, 3, Description.InputSize, Description.InputSize]));
        return ([.. offsets.data<float>()], [.. logits.data<float>()]);
    }

    /// <summary>The detections in one picture, in pixels of it.</summary>
    public IReadOnlyList<Detection> Detect(RgbImage picture)
    {
        var (offsets, logits) = Run(picture);
        return [.. Description.CreateDecoder().Decode(offsets, logits).Select(found => found with { Box = found.Box.Scale(picture.Width, picture.Height) })];
    }

    public void Dispose()
    {
        using var scope = NewDisposeScope();
        _module.Dispose();
    }
}
