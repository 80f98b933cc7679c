using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Experiments;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Model.Profiling;
using MultiBox.Pipeline.Setup;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Networks;

/// <summary>What is to be told of an experiment's network.</summary>
internal sealed record NetworkSummary
{
    /// <summary>The child of the network that is the backbone.</summary>
    public const string BackbonePath = "backbone";

    /// <summary>The child of the network that holds the extra layers.</summary>
    public const string ExtraLayersPath = "extra_layers";

    /// <summary>The experiment's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>The backbone's name.</summary>
    public required string Backbone { get; init; }

    /// <summary>The head's name.</summary>
    public required string Head { get; init; }

    /// <summary>The side of the square input in pixels.</summary>
    public required int InputSize { get; init; }

    /// <summary>C, the number of classes with the background.</summary>
    public required int ClassCount { get; init; }

    /// <summary>The images of a training step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>What trains it.</summary>
    public required Training.OptimizerOptions Optimizer { get; init; }

    /// <summary>All modules, with the experiment's frozen parameters frozen.</summary>
    public required NetworkProfile Profile { get; init; }

    /// <summary>The maps that predict.</summary>
    public required IReadOnlyList<PredictionMap> Maps { get; init; }

    /// <summary>The memory of a training step.</summary>
    public TrainingMemory Memory => TrainingMemory.Of(Profile, Optimizer);

    /// <summary>The number of default boxes.</summary>
    public int DefaultBoxes => Maps.Sum(map => map.Boxes);

    /// <summary>Builds an experiment's network on the CPU, sends one image through it and disposes it.</summary>
    /// <param name="resolved">The experiment.</param>
    /// <exception cref="Abstractions.MultiBoxException">The network cannot be built, or <c>train.freeze</c> matches nothing.</exception>
    public static NetworkSummary Of(ResolvedExperiment resolved)
    {
        var train = resolved.Experiment.Train;
        using var scope = NewDisposeScope();
        using var model = SsdModel.Build(ModelSetup.Spec(resolved));
        FineTuningSetup.Apply(model.Network, train);
        var profile = NetworkProfiler.Run(model.Network, model.InputSize, model.InputSize);
        return new NetworkSummary
        {
            Experiment = resolved.Name,
            Backbone = resolved.Backbone.Info.Name,
            Head = resolved.Head.Info.Name,
            InputSize = model.InputSize,
            ClassCount = model.ClassCount,
            BatchSize = train.BatchSize,
            Optimizer = TrainingSetup.Optimizer(train.Optimizer),
            Profile = profile,
            Maps = [.. PredictionMaps(model)],
        };
    }

    private static IEnumerable<PredictionMap> PredictionMaps(SsdModel model)
    {
        var start = 0;
        foreach (var (i, map) in model.FeatureMaps.Index())
        {
            var (size, count) = (model.MapSizes[i], model.DefaultBoxes.PerLayer[i]);
            var perCell = count / (size.Height * size.Width);
            var boxes = model.DefaultBoxes.Corners.Slice(start, count).ToArray();
            DefaultBoxShape[] shapes = [.. Enumerable.Range(0, perCell).Select(k => Shape(boxes.Where((_, box) => box % perCell == k), model.InputSize))];
            yield return new PredictionMap(map.Name, map.Channels, size.Height, size.Width, map.Stride, perCell, count, shapes);
            start += count;
        }
    }

    // A rule may cut boxes at the border: the largest of a kind is whole, if any is.
    private static DefaultBoxShape Shape(IEnumerable<Box> boxes, int inputSize)
    {
        var largest = boxes.Select(box => (Width: box.X2 - box.X1, Height: box.Y2 - box.Y1)).MaxBy(size => size.Width * size.Height);
        return new DefaultBoxShape(Math.Round((double)largest.Width * inputSize, 2), Math.Round((double)largest.Height * inputSize, 2));
    }
}
