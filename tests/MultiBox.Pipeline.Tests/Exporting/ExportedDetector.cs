using Microsoft.ML.OnnxRuntime;
using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Imaging;
using MultiBox.Inputs;
using MultiBox.Model;

namespace MultiBox.Pipeline.Tests.Exporting;

/// <summary>Detects with an exported file and nothing else, in ONNX Runtime.</summary>
internal sealed class ExportedDetector : IDisposable
{
    private readonly InferenceSession _session;

    public ExportedDetector(byte[] file, bool optimized = true)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            GraphOptimizationLevel = optimized ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
        };
        _session = new InferenceSession(file, options);
        Metadata = _session.ModelMetadata.CustomMetadataMap;
        Description = DetectorDescription.FromMetadata(Metadata) ?? throw new InvalidOperationException("The file does not describe its detector.");
    }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public DetectorDescription Description { get; }

    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    /// <summary>The input of pictures: pixels of 0..255, as the file says.</summary>
    public float[] ToInput(params IReadOnlyList<RgbImage> pictures)
    {
        var writer = new InputWriter(Description.InputSize, new PixelNormalization(default, new Rgb(1, 1, 1)));
        var pixels = new float[pictures.Count * writer.Length];
        foreach (var (i, picture) in pictures.Index()) writer.Write(picture, pixels.AsSpan(i * writer.Length, writer.Length));
        return pixels;
    }

    /// <summary>All outputs for a batch of inputs.</summary>
    public Dictionary<string, Array> Run(float[] input)
    {
        long size = Description.InputSize;
        using var images = OrtValue.CreateTensorValueFromMemory(input, [input.Length / (3 * size * size), 3, size, size]);
        using var options = new RunOptions();
        using var results = _session.Run(options, ["images"], [images], [.. Outputs.Keys]);
        return Outputs.Keys.Zip(results).ToDictionary(
            pair => pair.First,
            pair => pair.Second.GetTensorTypeAndShape().ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64
                ? (Array)pair.Second.GetTensorDataAsSpan<long>().ToArray()
                : pair.Second.GetTensorDataAsSpan<float>().ToArray());
    }

    /// <summary>The detections in one picture, in pixels of it.</summary>
    public IReadOnlyList<Detection> Detect(RgbImage picture)
    {
        var outputs = Run(ToInput(picture));
        var found = outputs.ContainsKey("boxes")
            ? Listed(outputs, 0)
            : Description.CreateDecoder().Decode((float[])outputs["offsets"], (float[])outputs["logits"]);
        return [.. found.Select(detection => detection with { Box = detection.Box.Scale(picture.Width, picture.Height) })];
    }

    /// <summary>The detections that a file with suppression lists for an image of the batch; what follows them is checked to be empty.</summary>
    public static IReadOnlyList<Detection> Listed(Dictionary<string, Array> outputs, int image)
    {
        var (boxes, scores, labels, counts) = ((float[])outputs["boxes"], (float[])outputs["scores"], (long[])outputs["labels"], (long[])outputs["counts"]);
        var most = scores.Length / counts.Length;
        var rows = Enumerable.Range(image * most, most).ToList();
        var count = (int)counts[image];
        Assert.All(rows.Skip(count), i => Assert.Equal((0f, 0L, 0f), (scores[i], labels[i], boxes.AsSpan(4 * i, 4).ToArray().Max())));
        return [.. rows.Take(count).Select(i => new Detection((int)labels[i], scores[i], new Box(boxes[4 * i], boxes[(4 * i) + 1], boxes[(4 * i) + 2], boxes[(4 * i) + 3])))];
    }

    public void Dispose() => _session.Dispose();
}
