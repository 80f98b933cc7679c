using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>A file of the catalogue of sources.</summary>
public sealed record SourceFile : IValidatableObject
{
    /// <value>Required.</value>
    [Description("The sources.")]
    public required ValueList<CatalogueSource> Sources { get; init; }

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        CatalogueFiles.RepeatedNames(nameof(Sources), "source", Sources.Select(source => source.Name));
}
