using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>An archive that holds a part of a source. The file's default name is preceded by the source's where the archive is an experiment's own.</summary>
public sealed record DataArchive : FetchedFile, IValidatableObject
{
    /// <value>Default null: the one folder in the source's format.</value>
    [Description("Folder inside the archive that becomes the source, e.g. VOCdevkit/VOC2007; the rest is passed over.")]
    public string? Subfolder { get; init; }

    /// <value>Default null: 256 GiB. In bytes.</value>
    [Description("The most bytes that the archive may unpack to.")]
    [Range(1, int.MaxValue)]
    public long? MaxUnpacked { get; init; }

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        foreach (var fault in FileFaults()) yield return fault;
        if (Subfolder is not null && !IsInside(Subfolder))
        {
            yield return new ValidationResult(
                $"not a folder inside the archive. Expected a relative path without '..', found '{Subfolder}'", [nameof(Subfolder)]);
        }
    }
}
