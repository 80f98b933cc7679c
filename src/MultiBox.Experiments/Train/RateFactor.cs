using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>A learning rate of their own for some of the parameters, as a multiple of the others'.</summary>
public sealed record RateFactor : IValidatableObject
{
    /// <value>Required.</value>
    [Description("Regular expression over the names of parameters.")]
    public required string Pattern { get; init; }

    /// <value>Required.</value>
    [Description("Factor of the learning rate for these parameters, greater than 0.")]
    [Range(0.0, 100.0)]
    public required double Factor { get; init; }

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (PatternCheck.FindFault(Pattern) is { } problem) yield return new ValidationResult(problem, [nameof(Pattern)]);
        if (Factor == 0) yield return new ValidationResult("a factor of 0 trains nothing. Expected more; what should stay as it is belongs in train.freeze", [nameof(Factor)]);
    }
}
