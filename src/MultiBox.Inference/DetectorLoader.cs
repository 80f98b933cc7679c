using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Experiments;
using MultiBox.Inference.Networks;
using MultiBox.Inference.Runs;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Native;
using TorchSharp;

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
        throw new MultiBoxException($"{path}: is no model that can be loaded. Expected the folder of a run, or an exported .onnx file.");
    }

    /// <summary>A detector with a model that is in memory already and stays its owner's.</summary>
    public static Detector Of(SsdModel model, IReadOnlyList<string> classes, IDetectionDecoder decoder) =>
        new(Parts(model, classes, new DetectionEngine(new TorchBackend(model, owned: false), decoder, model.DefaultBoxes.Count, model.ClassCount)));

    private static Detector LoadRun(TrainedRun run, DetectorOptions options)
    {
        if (options.Backend == DetectorBackend.Onnx)
        {
            throw new MultiBoxException($"{run.Root}: ONNX Runtime takes an .onnx file. Export the run with --target Export --format onnx, and name the file.");
        }

        if (options.Precision == InferencePrecision.Bf16)
        {
            throw new MultiBoxException($"{run.Root}: runs are computed in fp32. Choose the precision Fp32 or Auto.");
        }

        NativeBackend.Load();
        var device = DeviceSelector.Parse(options.Device);
        if (options.Threads is { } threads) torch.set_num_threads(threads);
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
            var engine = new DetectionEngine(new TorchBackend(model, owned: true), decoder, model.DefaultBoxes.Count, model.ClassCount);
            return new Detector(Parts(model, [.. experiment.Dataset.Classes], engine), options.BatchSize ?? (device.type == DeviceType.CUDA ? 8 : 1));
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

    private static string Nearby(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && Directory.Exists(folder)
        ? DidYouMean.Sentence(Path.GetFileName(path), Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).OfType<string>())
        : "";
}
