using MultiBox.Abstractions;
using MultiBox.Boxes;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Model;

/// <summary>
/// A detector: the network with all that is fixed about it. It owns the network.
/// </summary>
public sealed class SsdModel : IDisposable
{
    private readonly bool _channelsLast;

    private SsdModel(SsdNetwork network, DefaultBoxes defaultBoxes, PixelNormalization backboneNormalization, SsdModelSpec spec, IReadOnlyList<FeatureMap> maps, IReadOnlyList<FeatureMapSize> mapSizes)
    {
        Network = network;
        DefaultBoxes = defaultBoxes;
        BoxCoder = spec.BoxCoder;
        BackboneNormalization = backboneNormalization;
        Conventions = new WeightConventions { Pixels = spec.Normalization ?? backboneNormalization, BoundSizes = spec.BoxCoder.MaxLogSize is not null };
        InputSize = spec.InputSize;
        ClassCount = spec.ClassCount;
        ClassScores = spec.ClassScores;
        FeatureMaps = maps;
        MapSizes = mapSizes;
        _channelsLast = spec.ChannelsLast;
    }

    /// <summary>The trainable part.</summary>
    public SsdNetwork Network { get; }

    /// <summary>The default boxes, in the order of the network's predictions.</summary>
    public DefaultBoxes DefaultBoxes { get; }

    /// <summary>The coder of the offsets.</summary>
    public BoxCoder BoxCoder { get; private set; }

    /// <summary>What the weights take for granted; the spec's until <see cref="Adopt"/> replaces them.</summary>
    public WeightConventions Conventions { get; private set; }

    /// <summary>How the backbone by itself wants its pixels normalised.</summary>
    public PixelNormalization BackboneNormalization { get; }

    /// <summary>How the pixels of an image are normalised.</summary>
    public PixelNormalization Normalization => Conventions.Pixels;

    /// <summary>The side of the square input in pixels.</summary>
    public int InputSize { get; }

    /// <summary>C, the number of classes with the background.</summary>
    public int ClassCount { get; }

    /// <summary>How the class scores are read.</summary>
    public ClassScores ClassScores { get; }

    /// <summary>The maps that predict, in order.</summary>
    public IReadOnlyList<FeatureMap> FeatureMaps { get; }

    /// <summary>Rows and columns of each of <see cref="FeatureMaps"/>.</summary>
    public IReadOnlyList<FeatureMapSize> MapSizes { get; }

    /// <summary>The device of the network's parameters.</summary>
    public Device Device { get; private set; } = CPU;

    /// <summary>
    /// Builds a detector with freshly initialised weights, drawn from TorchSharp's default generator. One black image is sent through
    /// the network to learn the size of each map.
    /// </summary>
    /// <param name="spec">What to build.</param>
    /// <exception cref="MultiBoxException">The parts do not fit: e.g. an input too small for the extra layers.</exception>
    public static SsdModel Build(SsdModelSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var backbone = spec.CreateBackbone();
        var extraLayers = new ExtraLayers(backbone.FeatureMaps[^1], spec.ExtraLayers);
        var (defaultBoxes, maps, mapSizes, predicting, boxesPerCell) = LayOut(spec, backbone, extraLayers);
        var head = spec.CreateHead(new HeadContext(maps, boxesPerCell, spec.ClassCount) { ClassScores = spec.ClassScores });
        var network = new SsdNetwork(backbone, extraLayers, head, predicting);
        if (spec.ChannelsLast) ChannelsLast.Apply(network);
        return new SsdModel(network, defaultBoxes, backbone.Normalization, spec, maps, mapSizes);
    }

    /// <summary>The default boxes of a detector, without building its head: quicker than <see cref="Build"/>, and the same.</summary>
    /// <param name="spec">The detector.</param>
    /// <returns>The boxes and the maps that they lie on.</returns>
    /// <exception cref="MultiBoxException">As for <see cref="Build"/>.</exception>
    public static (DefaultBoxes DefaultBoxes, IReadOnlyList<FeatureMap> Maps) LayOut(SsdModelSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using var scope = NewDisposeScope();
        using var backbone = spec.CreateBackbone();
        using var extraLayers = new ExtraLayers(backbone.FeatureMaps[^1], spec.ExtraLayers);
        var layout = LayOut(spec, backbone, extraLayers);
        return (layout.DefaultBoxes, layout.Maps);
    }

    /// <summary>Takes over what weights from elsewhere take for granted.</summary>
    /// <param name="conventions">The conventions of the weights that the network has now.</param>
    public void Adopt(WeightConventions conventions)
    {
        ArgumentNullException.ThrowIfNull(conventions);
        Conventions = conventions;
        BoxCoder = new BoxCoder(BoxCoder.Variances, conventions.BoundSizes ? BoxCoder.TorchvisionMaxLogSize : null);
    }

    /// <summary>Moves the network.</summary>
    /// <param name="device">The device.</param>
    public void MoveTo(Device device)
    {
        Network.to(device);
        Device = device;
    }

    /// <summary>Brings a batch of images to the network's device and memory order.</summary>
    /// <param name="images"><c>[N, 3, S, S]</c>, normalised.</param>
    /// <returns>A tensor in the current dispose scope; it may be <paramref name="images"/> itself.</returns>
    public Tensor ToInput(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        // TorchSharp's devices have no equality of their own.
        var moved = images.device_type == Device.type && images.device_index == Device.index
            ? images
            // Beside the program where the images are in pinned memory; from other memory it returns once they may be overwritten.
            : images.to(Device, non_blocking: Device.type == DeviceType.CUDA);
        if (!_channelsLast) return moved;
        var ordered = ChannelsLast.Of(moved);
        // A batch of large images is hundreds of megabytes: the step does not need them twice.
        if (!ReferenceEquals(moved, images)) moved.Dispose();
        return ordered;
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    private static (DefaultBoxes DefaultBoxes, IReadOnlyList<FeatureMap> Maps, IReadOnlyList<FeatureMapSize> Sizes, int[] Predicting, IReadOnlyList<int> BoxesPerCell)
        LayOut(SsdModelSpec spec, Backbone backbone, ExtraLayers extraLayers)
    {
        IReadOnlyList<FeatureMap> all = [.. backbone.FeatureMaps, .. extraLayers.FeatureMaps];
        var predicting = Predicting(all, spec.PredictFrom);
        IReadOnlyList<FeatureMap> maps = [.. predicting.Select(i => all[i])];
        var generator = spec.CreateDefaultBoxes(maps);
        var measured = MeasureMaps(backbone, extraLayers, spec.InputSize);
        IReadOnlyList<FeatureMapSize> sizes = [.. predicting.Select(i => measured[i])];
        return (generator.Generate(spec.InputSize, spec.InputSize, sizes), maps, sizes, predicting, generator.BoxesPerCell);
    }

    private static int[] Predicting(IReadOnlyList<FeatureMap> maps, IReadOnlyList<string>? names)
    {
        if (names is null) return [.. Enumerable.Range(0, maps.Count)];
        var known = maps.Select(map => map.Name).ToList();
        var unknown = names.Where(name => !known.Contains(name)).ToList();
        if (unknown.Count > 0)
        {
            throw new MultiBoxException(string.Join('\n', unknown.Select(name =>
                $"model.predict_from: no feature map '{name}'. Found: {Names(maps)}.{DidYouMean.Sentence(name, known)}")));
        }

        return [.. names.Select(name => known.IndexOf(name)).Order()];
    }

    private static List<FeatureMapSize> MeasureMaps(Backbone backbone, ExtraLayers extraLayers, int inputSize)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        backbone.eval();
        extraLayers.eval();
        try
        {
            var maps = backbone.call(zeros(1, 3, inputSize, inputSize));
            maps = [.. maps, .. extraLayers.call(maps[^1])];
            return [.. maps.Select(map => new FeatureMapSize((int)map.shape[2], (int)map.shape[3]))];
        }
        catch (System.Runtime.InteropServices.ExternalException fault)
        {
            throw new MultiBoxException(
                $"model.input_size: an input of {inputSize} pixels does not pass the network: {fault.Message.Split('\n')[0]}. Use a larger input or fewer extra layers.", fault);
        }
    }

    private static string Names(IEnumerable<FeatureMap> maps) => string.Join(", ", maps.Select(map => map.Name));
}
