using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>Published weights that experiments may name without saying where they come from.</summary>
public sealed record CatalogueWeights : FetchedFile, IValidatableObject
{
    /// <summary>What a name is like: without dots and slashes, so that it is never taken for a path.</summary>
    internal const string NamePattern = "[A-Za-z0-9][A-Za-z0-9_-]*";

    /// <value>Required; unique in its file without regard to case.</value>
    [Description("Name of the weights; experiments name them without regard to case.")]
    [RegularExpression(NamePattern)]
    public required string Name { get; init; }

    /// <value>Required.</value>
    [Description("One line on what was trained on what, and by whom.")]
    public required string Description { get; init; }

    /// <value>Required.</value>
    [Description("What the weights are of: a backbone, or a whole detector.")]
    public required WeightKind Kind { get; init; }

    /// <value>Required.</value>
    [Description("Names of the backbones that the weights fit.")]
    [OneOrMany]
    [MinLength(1)]
    [UniqueItems]
    public required ValueList<string> Backbones { get; init; }

    /// <value>Default null: not checked.</value>
    [Description("The first digits of the file's SHA-256, where no more is published, as in the names of torchvision's files.")]
    [RegularExpression("[0-9a-fA-F]{8,63}")]
    public string? Sha256Prefix { get; init; }

    /// <value>Default none: the file itself is the weights.</value>
    [Description("For an archive: its files that are wanted, the weights first, each a path in it or a pattern with * that fits one file.")]
    [OneOrMany]
    [UniqueItems]
    public ValueList<string> Members { get; init; } = [];

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        foreach (var fault in FileFaults()) yield return fault;
        if (Sha256Prefix is not null && Sha256 is not null)
        {
            yield return new ValidationResult("does not go with 'sha256'. Expected one or the other", [nameof(Sha256Prefix)]);
        }

        for (var i = 0; i < Members.Count; i++)
        {
            if (IsInside(Members[i])) continue;
            yield return new ValidationResult(
                $"not a file inside the archive. Expected a relative path without '..', found '{Members[i]}'", [$"{nameof(Members)}.{i}"]);
        }
    }
}
