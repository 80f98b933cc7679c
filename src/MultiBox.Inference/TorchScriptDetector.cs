using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Inference.Networks;
using MultiBox.Model;
using MultiBox.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Inference;

/// <summary>Loads detectors from TorchScript files that describe themselves.</summary>
internal static class TorchScriptDetector
{
    // Among the extra files of the archive, whose folder is named for the file in older versions of PyTorch.
    private const string MetadataSuffix = "/extra/multibox.json";

    /// <summary>Loads a file.</summary>
    /// <exception cref="MultiBoxException">It is no such file, is damaged, or cannot run as asked.</exception>
    public static Detector Load(string path, DetectorOptions options)
    {
        Check(path, options);
        // Before libtorch sees the file: what is no detector of ours is not run.
        var description = Describe(path);
        NativeBackend.Load();
        var device = DeviceSelector.Parse(options.Device);
        if (options.Threads is { } threads) set_num_threads(threads);
        var backend = new TorchScriptBackend(Open(path, device), device, description.InputSize);
        try
        {
            return new Detector(DetectorParts.Of(description, backend, options), options.BatchSize ?? (device.type == DeviceType.CUDA ? 8 : 1));
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    private static void Check(string path, DetectorOptions options)
    {
        if (options.Backend == DetectorBackend.Onnx)
        {
            throw new MultiBoxException($"{path}: ONNX Runtime does not read TorchScript files. Name an .onnx file, or choose the backend Torch or Auto.");
        }

        if (options.Precision is not (InferencePrecision.Auto or InferencePrecision.Fp32))
        {
            throw new MultiBoxException($"{path}: TorchScript files are computed with the numbers they were exported with, fp32. Choose the precision Fp32 or Auto.");
        }
    }

    private static DetectorDescription Describe(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            var entry = archive.Entries.FirstOrDefault(entry => entry.FullName.EndsWith(MetadataSuffix, StringComparison.Ordinal));
            if (entry is not null)
            {
                using var stream = entry.Open();
                var metadata = JsonSerializer.Deserialize<Dictionary<string, string>>(stream) ?? [];
                if (DetectorDescription.FromMetadata(metadata) is { } description) return description;
            }
        }
        catch (InvalidDataException fault)
        {
            throw new MultiBoxException($"{path}: is no TorchScript file, or damaged: {fault.Message} Export the model again.", fault);
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            throw new MultiBoxException($"{path}: what the file says of its detector cannot be read: {fault.Message.TrimEnd('.')}. Export the model again.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MultiBoxException($"{path}: cannot be read ({fault.Message.TrimEnd('.')}).", fault);
        }

        throw new MultiBoxException($"{path}: the file does not describe a detector. Expected one that was written by --target Export --format torchscript.");
    }

    private static jit.ScriptModule<Tensor, (Tensor, Tensor)> Open(string path, Device device)
    {
        using var scope = NewDisposeScope();
        try
        {
            var module = jit.load<Tensor, (Tensor, Tensor)>(path, device.type, device.index);
            module.eval();
            return module;
        }
        catch (ExternalException fault)
        {
            throw new MultiBoxException($"{path}: libtorch cannot load it to {device}: {fault.Message.Split('\n')[0]}\nWhere that is not about the device, export the model again.", fault);
        }
    }
}
