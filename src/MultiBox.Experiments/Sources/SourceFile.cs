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
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Sources.Count; i++)
        {
            var name = Sources[i].Name;
            var first = Sources.ToList().FindIndex(source => string.Equals(source.Name, name, StringComparison.OrdinalIgnoreCase));
            if (first < i)
            {
                yield return new ValidationResult(
                    $"the same name as source {first}. Expected each name once, found '{name}'", [$"{nameof(Sources)}.{i}.{nameof(CatalogueSource.Name)}"]);
            }
        }
    }
}
