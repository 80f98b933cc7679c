using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>
/// A rule of a table. In names <c>{k}</c> stands for any whole number, <c>{p:gamma|beta}</c> for one of the words; in <see cref="To"/>
/// <c>{k-1}</c> is that number less 1, and <c>{p:weight|bias}</c> the word in the same place.
/// </summary>
public sealed record MappingRow : IValidatableObject
{
    /// <value>One name; two for divide; none with <see cref="Value"/>.</value>
    [Description("Name of the foreign tensor, with {k} for a whole number and {p:gamma|beta} for one of some words. For divide, the divisor's name second.")]
    [OneOrMany]
    public ValueList<string> From { get; init; } = [];

    /// <value>Required.</value>
    [Description("Name of the tensor here, such as backbone.conv1.weight; {k-1} moves a number, {p:weight|bias} gives other words for the same places.")]
    public required string To { get; init; }

    /// <value>Default <see cref="MappingTransform.None"/>.</value>
    [Description("What happens to the numbers.")]
    public MappingTransform Transform { get; init; } = MappingTransform.None;

    /// <value>Default null.</value>
    [Description("In place of 'from': the number that fills the tensor where no other rule does.")]
    public double? Value { get; init; }

    /// <value>Default null: the shape here.</value>
    [Description("For reshape: the foreign tensor's shape, -1 for the size that follows from the others; needed to write it back.")]
    [MinLength(1)]
    [Range(-1, int.MaxValue)]
    public ValueList<long>? Shape { get; init; }

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        var expected = Value is not null ? 0 : Transform == MappingTransform.Divide ? 2 : 1;
        if (From.Count != expected)
        {
            yield return new ValidationResult(
                Value is not null ? "does not go with 'value'. Expected one or the other" : $"{From.Count} names. Expected {expected} with transform {KeyNaming.Key(Transform.ToString())}",
                [nameof(From)]);
        }

        if (Shape is not null && Transform != MappingTransform.Reshape) yield return new ValidationResult("only goes with transform reshape", [nameof(Shape)]);
    }
}
