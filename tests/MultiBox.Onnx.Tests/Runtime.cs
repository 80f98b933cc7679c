using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace MultiBox.Onnx.Tests;

/// <summary>Runs a graph in ONNX Runtime.</summary>
internal sealed class Runtime : IDisposable
{
    private readonly InferenceSession _session;

    public Runtime(byte[] file)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(file, options);
    }

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    public static Runtime Of(OnnxGraph graph)
    {
        using var stream = new MemoryStream();
        graph.Write(stream);
        return new Runtime(stream.ToArray());
    }

    /// <summary>Runs on inputs in the order of the graph's.</summary>
    /// <returns>The outputs in the order of the graph's, float32.</returns>
    public Tensor[] Run(params Tensor[] inputs)
    {
        var values = inputs.Select(Value).ToList();
        using var options = new RunOptions();
        using var results = _session.Run(options, [.. _session.InputMetadata.Keys], values, [.. _session.OutputMetadata.Keys]);
        foreach (var value in values) value.Dispose();
        return [.. results.Select(result => tensor(result.GetTensorDataAsSpan<float>().ToArray(), result.GetTensorTypeAndShape().Shape))];
    }

    public void Dispose() => _session.Dispose();

    private static OrtValue Value(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var plain = tensor.contiguous();
        return tensor.dtype == ScalarType.Int64
            ? OrtValue.CreateTensorValueFromMemory(plain.data<long>().ToArray(), tensor.shape)
            : OrtValue.CreateTensorValueFromMemory(plain.data<float>().ToArray(), tensor.shape);
    }
}
