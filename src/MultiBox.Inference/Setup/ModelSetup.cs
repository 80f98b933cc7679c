using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Experiments;
using MultiBox.Model;

namespace MultiBox.Inference.Setup;

/// <summary>Turns an experiment's model section into the terms of MultiBox.Model and MultiBox.Boxes.</summary>
internal static class ModelSetup
{
    public static SsdModelSpec Spec(ResolvedExperiment resolved)
    {
        var experiment = resolved.Experiment;
        var model = experiment.Model;
        var variances = model.Variances;
        return new SsdModelSpec
        {
            InputSize = model.InputSize,
            ClassCount = experiment.Dataset.Classes.Count + 1,
            CreateBackbone = () => resolved.Backbone.Factory.Create(resolved.Backbone.Options),
            ExtraLayers = [.. model.ExtraLayers.Select(layer =>
                new ExtraLayerSpec(layer.Channels, layer.Stride, layer.Padding, layer.Normalization == LayerNormalization.Batch, layer.Separable, layer.Kernel, layer.Squeeze))],
            PredictFrom = model.PredictFrom is { } names ? [.. names] : null,
            CreateDefaultBoxes = maps => Generator(model.DefaultBoxes, model.InputSize, maps),
            BoxCoder = new BoxCoder(new Variances((float)variances[0], (float)variances[1], (float)variances[2], (float)variances[3]), BoxCoder.TorchvisionMaxLogSize),
            CreateHead = context => resolved.Head.Factory.Create(resolved.Head.Options, context),
            ClassScores = resolved.Loss.Factory.DescribeScores(resolved.Loss.Options),
            Normalization = model.Pixels is { } pixels ? Normalization(pixels) : null,
            ChannelsLast = experiment.Train.ChannelsLast,
        };
    }

    /// <summary>The normalisation of pixels that a file states.</summary>
    internal static PixelNormalization Normalization(PixelOptions pixels) => new(ToRgb(pixels.Mean), ToRgb(pixels.Deviation));

    /// <summary>The rule of the default boxes for a number of maps.</summary>
    /// <exception cref="MultiBoxException">The lists do not fit the number of maps: all of them are named.</exception>
    internal static IDefaultBoxGenerator Generator(DefaultBoxOptions options, int inputSize, IReadOnlyList<FeatureMap> maps)
    {
        var count = maps.Count;
        var faults = new List<string>();
        if (options.AspectRatios.Count != 1 && options.AspectRatios.Count != count) Fault("aspect_ratios", $"{count} lists, or one for all maps", options.AspectRatios.Count);
        if (options.Scales is { } given && given.Count != count && given.Count != count + 1) Fault("scales", $"{count}, one for each map, or one more", given.Count);
        if (options.Sizes is { } listed && listed.Count != count) Fault("sizes", $"{count} lists", listed.Count);
        if (options.Steps is { } steps && steps.Count != count) Fault("steps", $"{count}", steps.Count);
        if (options is { Rule: DefaultBoxRule.Mxnet, Scales: null, Sizes: null } && count < 3) faults.Add($"min_scale and max_scale of rule mxnet: at least 3 maps expected, found {count}. Use scales.");
        if (faults.Count > 0)
        {
            throw new MultiBoxException(
                $"model.default_boxes does not fit the {count} maps that predict ({string.Join(", ", maps.Select(map => map.Name))}):\n  {string.Join("\n  ", faults)}");
        }

        IReadOnlyList<IReadOnlyList<double>> ratios = [.. Enumerable.Range(0, count).Select(i => (IReadOnlyList<double>)[.. options.AspectRatios[options.AspectRatios.Count == 1 ? 0 : i]])];
        // The last map's second box reaches to the scale after it: the whole input, unless another is given.
        IReadOnlyList<double>? scales = options.Scales is { } own ? own.Count == count ? [.. own, 1.0] : [.. own] : null;
        if (options.Rule == DefaultBoxRule.Paper)
        {
            IReadOnlyList<double?>? pitch = options.Steps is { } pixels ? [.. pixels.Select(step => (double?)step)] : null;
            return scales is not null
                ? new DefaultBoxGenerator(ratios, scales, pitch, options.Clip)
                : DefaultBoxGenerator.FromRatios(ratios, options.MinScale!.Value, options.MaxScale!.Value, pitch, options.Clip);
        }

        IReadOnlyList<IReadOnlyList<double>> sizes = options.Sizes is { } lists
            ? [.. lists.Select(list => (IReadOnlyList<double>)[.. list])]
            : scales is not null
                ? [.. Enumerable.Range(0, count).Select(i => (IReadOnlyList<double>)[scales[i], Math.Sqrt(scales[i] * scales[i + 1])])]
                : MultiBoxScales.Get(options.MinScale!.Value, options.MaxScale!.Value, count);
        return new MultiBoxPrior(
            [.. Enumerable.Range(0, count).Select(i => new MultiBoxPriorLayer { Sizes = sizes[i], Ratios = ratios[i], StepX = options.Steps?[i] / inputSize, StepY = options.Steps?[i] / inputSize })],
            options.Clip);

        void Fault(string key, string expected, int found) => faults.Add($"{key}: expected {expected}, found {found}");
    }

    private static Rgb ToRgb(ValueList<double> values) => new((float)values[0], (float)values[1], (float)values[2]);
}
