using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>The default boxes (also: priors, anchors) of a network, see SSD, arXiv:1512.02325, sec. 2.2.</summary>
public sealed record DefaultBoxOptions : IValidatableObject
{
    /// <value>Default <see cref="DefaultBoxRule.Mxnet"/>.</value>
    [Description("Rule of the sizes. mxnet: integer percents, ratios in full with 1 first, e.g. [1, 2, 0.5]. "
        + "paper: linear scales, ratio 1 is implied and each ratio stands for itself and its inverse, e.g. [2, 3].")]
    public DefaultBoxRule Rule { get; init; } = DefaultBoxRule.Mxnet;

    /// <value>Default null; given together with <see cref="MaxScale"/>.</value>
    [Description("Smallest scale as a part of the image's side; with max_scale in place of scales.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? MinScale { get; init; }

    /// <value>Default null; given together with <see cref="MinScale"/>.</value>
    [Description("Largest scale as a part of the image's side; with min_scale in place of scales.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? MaxScale { get; init; }

    /// <value>Default null; given instead of <see cref="MinScale"/> and <see cref="MaxScale"/>.</value>
    [Description("One scale for each map in place of min_scale and max_scale; a further one, for the last map's "
        + "second box, is 1.0 when left out.")]
    [MinLength(1)]
    [Range(0.0, 2.0, MinimumIsExclusive = true)]
    public ValueList<double>? Scales { get; init; }

    /// <value>Default null; given instead of <see cref="MinScale"/>, <see cref="MaxScale"/> and <see cref="Scales"/>.</value>
    [Description("Rule mxnet: the sizes of each map's square boxes as parts of the image's side, in place of scales. Boxes of other ratios have the first size.")]
    [MinLength(1)]
    [Range(0.0, 2.0, MinimumIsExclusive = true)]
    public ValueList<ValueList<double>>? Sizes { get; init; }

    /// <value>Required: a list for each map, or one list for all maps.</value>
    [Description("Aspect ratios (width / height): a list for each map, or one list for all maps.")]
    [OneOrMany]
    [MinLength(1)]
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public required ValueList<ValueList<double>> AspectRatios { get; init; }

    /// <value>Default null: the input's size divided by the map's.</value>
    [Description("Distance of two cells in input pixels for each map; from the maps' sizes when left out.")]
    [MinLength(1)]
    [Range(0.0, 4096.0, MinimumIsExclusive = true)]
    public ValueList<double>? Steps { get; init; }

    /// <value>Default false.</value>
    [Description("mxnet: cut default boxes at the image's border. paper: limit their widths and heights to the image's.")]
    public bool Clip { get; init; }

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Scales is not null && (MinScale is not null || MaxScale is not null))
        {
            yield return new ValidationResult("does not go with 'min_scale' and 'max_scale'. Expected one or the other", [nameof(Scales)]);
        }
        else if (Sizes is not null)
        {
            foreach (var fault in SizeFaults(Sizes)) yield return fault;
        }
        else if (Scales is null && (MinScale is null || MaxScale is null))
        {
            yield return new ValidationResult("no scales. Expected 'min_scale' and 'max_scale', 'scales', or 'sizes'");
        }
        else if (Rule == DefaultBoxRule.Mxnet && MinScale < 0.02)
        {
            yield return new ValidationResult($"too small for rule mxnet, which halves it in whole percents. Expected at least 0.02, found '{MinScale}'", [nameof(MinScale)]);
        }
        else if (MinScale >= MaxScale)
        {
            yield return new ValidationResult(
                $"not less than max_scale. Expected less than {MaxScale}, found '{MinScale}'", [nameof(MinScale)]);
        }

        for (var i = 1; i < Scales?.Count; i++)
        {
            if (Scales[i] < Scales[i - 1])
            {
                yield return new ValidationResult(
                    $"less than the scale before. Expected at least {Scales[i - 1]}, found '{Scales[i]}'", [$"{nameof(Scales)}.{i}"]);
            }
        }

        for (var i = 0; i < AspectRatios.Count; i++)
        {
            if (Rule == DefaultBoxRule.Mxnet && (AspectRatios[i].Count == 0 || AspectRatios[i][0] != 1))
            {
                yield return new ValidationResult(
                    "rule mxnet lists the ratios in full. Expected 1 first, e.g. [1, 2, 0.5]", [$"{nameof(AspectRatios)}.{i}"]);
            }
            else if (Rule == DefaultBoxRule.Paper && AspectRatios[i].Contains(1))
            {
                yield return new ValidationResult(
                    "rule paper implies ratio 1. Expected the other ratios, e.g. [2, 3]", [$"{nameof(AspectRatios)}.{i}"]);
            }
        }
    }

    private IEnumerable<ValidationResult> SizeFaults(ValueList<ValueList<double>> sizes)
    {
        if (Scales is not null || MinScale is not null || MaxScale is not null)
        {
            yield return new ValidationResult("does not go with 'scales', 'min_scale' and 'max_scale'. Expected one or the other", [nameof(Sizes)]);
        }
        else if (Rule != DefaultBoxRule.Mxnet)
        {
            yield return new ValidationResult("only goes with rule mxnet. Expected 'scales'", [nameof(Sizes)]);
        }

        for (var i = 0; i < sizes.Count; i++)
        {
            if (sizes[i].Count == 0) yield return new ValidationResult("no size. Expected at least one, e.g. [0.2, 0.27]", [$"{nameof(Sizes)}.{i}"]);
        }
    }
}
