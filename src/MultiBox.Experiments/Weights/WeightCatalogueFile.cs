using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>A file of the catalogue of weights.</summary>
public sealed record WeightCatalogueFile : IValidatableObject
{
    /// <value>Required.</value>
    [Description("The weights.")]
    public required ValueList<CatalogueWeights> Weights { get; init; }

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        CatalogueFiles.RepeatedNames(nameof(Weights), "weights", Weights.Select(weights => weights.Name));
}
