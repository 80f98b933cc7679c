using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Experiments;
using MultiBox.Inference.Networks;
using MultiBox.Inference.Runs;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Inference;

/// <summary>Puts detectors together from what lies on disk.</summary>
internal static class DetectorLoader
{
    /// <summary>Loads a run or a model file.</summary>
    /// <exception cref="MultiBoxException">There is no such model, it is damaged, or cannot run as asked.</exception>
    public static Detector Load(string path, DetectorOptions options)
    {
        if (Directory.Exists(path)) return LoadRun(TrainedRun.Open(path), options);
        if (!File.Exists(path)) throw new MultiBoxException($"{path}: there is no such run or model file.{Nearby(path)}");
        if (Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase)) return OnnxDetector.Load(path, options);
        if (Path.GetExtension(path).Equals(".pt", StringComparison.OrdinalIgnoreCase)) return TorchScriptDetector.Load(path, options);
        throw new MultiBoxException($"{path}: is no model that can be loaded. Expected the folder of a run, or an exported .onnx or .pt file.");
    }

    /// <summary>A detector with a model that is in memory already and stays its owner's.</summary>
    /// <param name="model">The model; later changes of its weights may not show.</param>
    /// <param name="classes">The names of the classes 1..C-1.</param>
    /// <param name="decoder">Makes detections of predictions.</param>
    /// <param name="precision">The type of convolutions: float32, bfloat16 or float16.</param>
    public static Detector Of(SsdModel model, IReadOnlyList<string> classes, IDetectionDecoder decoder, ScalarType precision = ScalarType.Float32) =>
        new(Parts(model, classes, new DetectionEngine(TorchBackends.Of(model, precision, batchSize: 1), decoder, model.DefaultBoxes.Count, model.ClassCount)));

    private static Detector LoadRun(TrainedRun run, DetectorOptions options)
    {
        if (options.Backend == DetectorBackend.Onnx)
        {
            throw new MultiBoxException($"{run.Root}: ONNX Runtime takes an .onnx file. Export the run with --target Export --format onnx, and name the file.");
        }

        NativeBackend.Load();
        var device = DeviceSelector.Parse(options.Device);
        if (options.Threads is { } threads) set_num_threads(threads);
        var folders = options.PluginFolders.Count > 0 ? options.PluginFolders : run.PluginFolders(Environment.GetEnvironmentVariable(PluginCatalogue.FoldersVariable));
        var resolved = ResolvedExperiment.Load(run.Root, Path.GetFullPath(run.Experiment), null, PluginCatalogue.Load(folders));
        var experiment = resolved.Experiment;
        var model = SsdModel.Build(ModelSetup.Spec(resolved));
        try
        {
            ModelWeights.Load(run.Weights, model);
            model.MoveTo(device);
            model.Network.eval();
            var decoding = DecoderSetup.Apply(options, DecoderSetup.Decoding(experiment.Evaluate, experiment.Demo, experiment.Demo.Threshold));
            var decoder = DecoderSetup.Decoder(model, experiment.Evaluate, decoding);
            var batchSize = options.BatchSize ?? (device.type == DeviceType.CUDA ? 8 : 1);
            var precision = PrecisionSetup.Choose(nameof(DetectorOptions.Precision), Numbers(options.Precision), device);
            var backend = TorchBackends.Take(model, precision.Type, batchSize);
            return new Detector(Parts(model, [.. experiment.Dataset.Classes], new DetectionEngine(backend, decoder, model.DefaultBoxes.Count, model.ClassCount)), batchSize);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static DetectorParts Parts(SsdModel model, IReadOnlyList<string> classes, DetectionEngine engine) => new()
    {
        Classes = classes,
        InputSize = model.InputSize,
        Normalization = model.Normalization,
        Engine = engine,
    };

    private static NumericPrecision Numbers(InferencePrecision precision) => precision switch
    {
        InferencePrecision.Auto => NumericPrecision.Auto,
        InferencePrecision.Fp32 => NumericPrecision.Fp32,
        InferencePrecision.Bf16 => NumericPrecision.Bf16,
        InferencePrecision.Fp16 => NumericPrecision.Fp16,
        _ => throw new ArgumentOutOfRangeException(nameof(precision)),
    };

    private static string Nearby(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && Directory.Exists(folder)
        ? DidYouMean.Sentence(Path.GetFileName(path), Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).OfType<string>())
        : "";
}
