using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>Random crops: one sampler is drawn for each image; an object is kept when its centre is in the crop.</summary>
public sealed record CropOptions : IValidatableObject
{
    /// <value>Default true.</value>
    [Description("Whether images are cropped at all.")]
    public bool Enabled { get; init; } = true;

    /// <value>Default 0.1, 0.3, 0.5, 0.7, 0.9.</value>
    [Description("One sampler for each: the least IoU of the crop with some object.")]
    [MinLength(1)]
    [Range(0.0, 1.0)]
    public ValueList<double> MinOverlaps { get; init; } = [0.1, 0.3, 0.5, 0.7, 0.9];

    /// <value>Default 0.3.</value>
    [Description("Least scale of a crop, as a part of the image.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double MinScale { get; init; } = 0.3;

    /// <value>Default 1.</value>
    [Description("Largest scale of a crop, as a part of the image.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double MaxScale { get; init; } = 1;

    /// <value>Default 0.5.</value>
    [Description("Least aspect ratio of a crop.")]
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public double MinAspect { get; init; } = 0.5;

    /// <value>Default 2.</value>
    [Description("Largest aspect ratio of a crop.")]
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public double MaxAspect { get; init; } = 2;

    /// <value>Default 25.</value>
    [Description("Trials of a sampler before the image is left whole.")]
    [Range(1, 10_000)]
    public int Trials { get; init; } = 25;

    /// <value>Default 0.15, about one choice beside five samplers.</value>
    [Description("Probability of leaving the image whole without a trial.")]
    [Range(0.0, 1.0)]
    public double KeepWhole { get; init; } = 0.15;

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (MinScale > MaxScale)
        {
            yield return new ValidationResult($"more than max_scale. Expected at most {MaxScale}, found '{MinScale}'", [nameof(MinScale)]);
        }

        if (MinAspect > MaxAspect)
        {
            yield return new ValidationResult(
                $"more than max_aspect. Expected at most {MaxAspect}, found '{MinAspect}'", [nameof(MinAspect)]);
        }
    }
}
