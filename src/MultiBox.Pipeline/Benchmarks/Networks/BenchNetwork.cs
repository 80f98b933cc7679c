using System.Runtime.InteropServices;
using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Experiments;
using MultiBox.Inference.Runs;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Benchmarks.Networks;

/// <summary>The network of a shipped experiment with fixed random weights, and the same for peers: files in a temporary folder.</summary>
internal sealed class BenchNetwork : IDisposable
{
    private const int Seed = 7;

    // Most default boxes of a trained detector show background with near certainty; of one with random weights none does.
    private const float LogitScale = 0.05f;
    private const float BackgroundLogit = 6;

    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly string _folder;

    private BenchNetwork(string name, ResolvedExperiment resolved, SsdModel model, string folder) =>
        (Name, Resolved, Model, _folder) = (name, resolved, model, folder);

    /// <summary>What rows and the manifest call it, such as <c>resnet50-512</c>.</summary>
    public string Name { get; }

    /// <summary>The experiment.</summary>
    public ResolvedExperiment Resolved { get; }

    /// <summary>The network with what belongs to it.</summary>
    public SsdModel Model { get; }

    /// <summary>The size of an input.</summary>
    public int Size => Model.InputSize;

    /// <summary>Builds a network.</summary>
    /// <param name="context">Where experiments and plugins are.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="folder">Where the files for peers go.</param>
    /// <param name="overrides">What differs from the experiment, as for <c>--set</c>.</param>
    public static BenchNetwork Load(BenchContext context, string name, string experiment, string folder, params string[] overrides)
    {
        var resolved = ResolvedExperiment.Load(context.Options.RepositoryRoot, experiment, overrides, context.Plugins());
        manual_seed(Seed);
        var model = SsdModel.Build(ModelSetup.Spec(resolved));
        Calm(model);
        return new BenchNetwork(name, resolved, model, folder);
    }

    /// <summary>Random images as the network takes them.</summary>
    /// <param name="count">How many.</param>
    /// <returns><c>[N, 3, S, S]</c> in memory, pinned for a network on a CUDA device; the caller disposes it.</returns>
    public Tensor Images(int count)
    {
        manual_seed(Seed);
        var images = randn(count, 3, Size, Size);
        if (Model.Device.type != DeviceType.CUDA) return images;
        using (images) return images.pin_memory();
    }

    /// <summary>How the network decodes: the experiment's evaluation.</summary>
    public DetectionDecoderOptions Decoding => DecoderSetup.Decoding(Resolved.Experiment.Evaluate);

    /// <summary>What a peer needs to know to build the same network, with files of its weights as they are now.</summary>
    public object Manifest() => new
    {
        Weights = WriteWeights(),
        DefaultBoxes = WriteDefaultBoxes(),
        Size,
        Classes = Model.ClassCount,
        Backbone = Backbone(),
        Channels = Model.FeatureMaps.Select(map => map.Channels),
        BoxesPerCell = Model.MapSizes.Select((size, i) => Model.DefaultBoxes.PerLayer[i] / (size.Height * size.Width)),
        ExtraLayers = ModelSetup.Spec(Resolved).ExtraLayers.Select(layer => new
        {
            layer.Channels,
            layer.Stride,
            layer.Padding,
            layer.Kernel,
            layer.BatchNorm,
            Squeezed = layer.Squeeze ?? Math.Max(128, layer.Channels / 2),
        }),
        Mean = Channels(Model.Normalization.Mean),
        Deviation = Channels(Model.Normalization.Deviation),
        Variances = Variances(Model.BoxCoder.Variances),
    };

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    /// <summary>Variances as peers want them.</summary>
    /// <param name="variances">The variances.</param>
    public static float[] Variances(Variances variances) => [variances.Cx, variances.Cy, variances.Width, variances.Height];

    private string WriteWeights()
    {
        var path = Path.Combine(_folder, $"{Name}.safetensors");
        Safetensors.Write(path, Model.Network.state_dict());
        return path;
    }

    private string WriteDefaultBoxes()
    {
        var path = Path.Combine(_folder, $"{Name}.boxes");
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(Model.DefaultBoxes.Corners).ToArray());
        return path;
    }

    private static float[] Channels(Rgb color) => [color.R, color.G, color.B];

    private Dictionary<string, object?> Backbone()
    {
        var options = JsonSerializer.SerializeToElement(Resolved.Backbone.Options, Resolved.Backbone.Options.GetType(), _json);
        var named = options.EnumerateObject().ToDictionary(option => option.Name, option => (object?)option.Value);
        named["name"] = Resolved.Backbone.Info.Name;
        return named;
    }

    // Logits near 0 with the background far ahead.
    private static void Calm(SsdModel model)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var (name, parameter) in model.Network.named_parameters())
        {
            if (!name.StartsWith("head.logits.", StringComparison.Ordinal)) continue;
            parameter.mul_(LogitScale);
            if (name.EndsWith(".bias", StringComparison.Ordinal)) parameter.view(-1, model.ClassCount).select(1, 0).fill_(BackgroundLogit);
        }
    }
}
