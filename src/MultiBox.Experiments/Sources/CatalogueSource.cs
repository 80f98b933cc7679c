using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>A source that experiments may name without saying where it comes from.</summary>
public sealed record CatalogueSource : IValidatableObject
{
    /// <value>Required; unique in its file without regard to case, and usable as a folder's name.</value>
    [Description("Name of the source; experiments name it without regard to case.")]
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]*")]
    public required string Name { get; init; }

    /// <value>Required.</value>
    [Description("How images and annotations are stored.")]
    public required DataFormat Format { get; init; }

    /// <value>Required; unpacked over each other in this order.</value>
    [Description("Archives that make up the source, unpacked over each other.")]
    [MinLength(1)]
    public required ValueList<DataArchive> Archives { get; init; }

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Format == DataFormat.Shapes)
        {
            yield return new ValidationResult("drawn shapes are not fetched. Expected another format, found 'shapes'", [nameof(Format)]);
        }
    }
}
