using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>What batch norm layers do in training. The mode alone may be written without the map.</summary>
public sealed record BatchNormOptions : IValidatableObject
{
    /// <value>Default <see cref="BatchNormMode.Train"/>.</value>
    [Description("What is trained: all (train), all but the running statistics (freeze_statistics), or nothing (freeze).")]
    [TextForm]
    public BatchNormMode Mode { get; init; } = BatchNormMode.Train;

    /// <value>Default none: all layers.</value>
    [Description("Regular expressions; the mode is that of the batch norm layers whose name matches one, and of all when none is given.")]
    [OneOrMany]
    [UniqueItems]
    public ValueList<string> Layers { get; init; } = [];

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Layers.Count; i++)
        {
            if (PatternCheck.FindFault(Layers[i]) is { } problem) yield return new ValidationResult(problem, [$"{nameof(Layers)}.{i}"]);
        }

        if (Layers.Count > 0 && Mode == BatchNormMode.Train)
        {
            yield return new ValidationResult("does not go with mode 'train', which is that of every layer. Expected mode freeze_statistics or freeze", [nameof(Layers)]);
        }
    }
}
