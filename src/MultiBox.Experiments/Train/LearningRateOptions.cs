using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>The learning rate and its schedule.</summary>
public sealed record LearningRateOptions : IValidatableObject
{
    /// <value>Default 0.004.</value>
    [Description("The learning rate after the warm-up.")]
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public double Base { get; init; } = 0.004;

    /// <value>Default <see cref="LearningRateSchedule.Step"/>.</value>
    [Description("How the rate changes: step, cosine or constant.")]
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Step;

    /// <value>Default 80, 160.</value>
    [Description("Schedule step: epochs after which the rate is multiplied by factor.")]
    [Range(1, int.MaxValue)]
    public ValueList<int> Steps { get; init; } = [80, 160];

    /// <value>Default 0.1.</value>
    [Description("Schedule step: the factor.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Factor { get; init; } = 0.1;

    /// <value>Default 0 steps.</value>
    [Description("Training steps over which the rate rises linearly at the start.")]
    [Range(0, int.MaxValue)]
    public int WarmupSteps { get; init; }

    /// <value>Default 0.1.</value>
    [Description("The rate at the start of the warm-up, as a part of the base rate.")]
    [Range(0.0, 1.0)]
    public double WarmupFactor { get; init; } = 0.1;

    /// <value>Default 0.</value>
    [Description("Schedule cosine: the rate at the end, as a part of the base rate.")]
    [Range(0.0, 1.0)]
    public double FinalFactor { get; init; }

    /// <value>Default none: one rate for all.</value>
    [Description("Factors of the rate for parameters by their names; the first pattern that matches counts.")]
    public ValueList<RateFactor> Factors { get; init; } = [];

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        for (var i = 1; i < Steps.Count; i++)
        {
            if (Steps[i] <= Steps[i - 1])
            {
                yield return new ValidationResult(
                    $"not ascending. Expected more than {Steps[i - 1]}, found '{Steps[i]}'", [$"{nameof(Steps)}.{i}"]);
            }
        }
    }
}
