using Microsoft.ML.OnnxRuntime;
using MultiBox.Abstractions;
using MultiBox.Inference.Networks;
using MultiBox.Model;

namespace MultiBox.Inference;

/// <summary>Loads detectors from ONNX files that describe themselves. Nothing of libtorch is loaded.</summary>
internal static class OnnxDetector
{
    /// <summary>Loads a file.</summary>
    /// <exception cref="MultiBoxException">It is no such file, is damaged, or cannot run as asked.</exception>
    public static Detector Load(string path, DetectorOptions options)
    {
        Check(path, options);
        var session = Open(path, options.Threads);
        try
        {
            var description = Describe(path, session);
            var backend = new OnnxBackend(session, description.InputSize);
            return new Detector(DetectorParts.Of(description, backend, options), options.BatchSize ?? backend.FixedBatch ?? 1);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static void Check(string path, DetectorOptions options)
    {
        if (options.Backend == DetectorBackend.Torch)
        {
            throw new MultiBoxException($"{path}: libtorch does not read ONNX files. Name the folder of a run, or choose the backend Onnx or Auto.");
        }

        if (options.Precision is not (InferencePrecision.Auto or InferencePrecision.Fp32))
        {
            throw new MultiBoxException($"{path}: ONNX files are computed with the numbers they were exported with, fp32. Choose the precision Fp32 or Auto.");
        }

        if (options.Device.Trim().ToLowerInvariant() is not ("auto" or "cpu"))
        {
            throw new MultiBoxException($"{path}: ONNX files are computed on the CPU. Expected the device auto or cpu, found '{options.Device}'.");
        }
    }

    private static InferenceSession Open(string path, int? threads)
    {
        using var settings = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        if (threads is { } count) settings.IntraOpNumThreads = count;
        try
        {
            return new InferenceSession(path, settings);
        }
        catch (OnnxRuntimeException fault)
        {
            throw new MultiBoxException($"{path}: ONNX Runtime cannot load it: {fault.Message.Trim()}\nExport the model again.", fault);
        }
    }

    private static DetectorDescription Describe(string path, InferenceSession session)
    {
        try
        {
            var description = DetectorDescription.FromMetadata(session.ModelMetadata.CustomMetadataMap)
                ?? throw new MultiBoxException($"{path}: the file does not describe a detector. Expected one that was written by --target Export --format onnx.");
            return session.OutputMetadata.ContainsKey("offsets") && session.OutputMetadata.ContainsKey("logits")
                ? description
                : throw new MultiBoxException($"{path}: the file was exported with --nms, for programs that decode nothing. Export the model again without it.");
        }
        catch (FormatException fault)
        {
            throw new MultiBoxException($"{path}: what the file says of its detector cannot be read: {fault.Message}. Export the model again.", fault);
        }
    }
}
