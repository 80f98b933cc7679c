using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>An archive that holds a part of a source.</summary>
public sealed record DataArchive : IValidatableObject
{
    /// <value>Required; tried in order.</value>
    [Description("Addresses of the archive, tried in order.")]
    [OneOrMany]
    [MinLength(1)]
    [UniqueItems]
    public required ValueList<string> Urls { get; init; }

    /// <value>Default null: not checked.</value>
    [Description("SHA-256 of the archive, 64 hexadecimal digits.")]
    [RegularExpression("[0-9a-fA-F]{64}")]
    public string? Sha256 { get; init; }

    /// <value>Default null: not checked.</value>
    [Description("SHA-1 of the archive, 40 hexadecimal digits.")]
    [RegularExpression("[0-9a-fA-F]{40}")]
    public string? Sha1 { get; init; }

    /// <value>Default null: not checked.</value>
    [Description("MD5 of the archive, 32 hexadecimal digits.")]
    [RegularExpression("[0-9a-fA-F]{32}")]
    public string? Md5 { get; init; }

    /// <value>Default null: the archive's top.</value>
    [Description("Folder inside the archive that is in the source's format, e.g. VOCdevkit/VOC2007.")]
    public string? Subfolder { get; init; }

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Urls.Count; i++)
        {
            if (!Uri.TryCreate(Urls[i], UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https" or "file"))
            {
                yield return new ValidationResult(
                    $"not an address. Expected http://, https:// or file://, found '{Urls[i]}'", [$"{nameof(Urls)}.{i}"]);
            }
        }

        if (Subfolder is not null && (Path.IsPathRooted(Subfolder) || Subfolder.Split('/', '\\').Contains("..")))
        {
            yield return new ValidationResult(
                $"not a folder inside the archive. Expected a relative path without '..', found '{Subfolder}'", [nameof(Subfolder)]);
        }
    }
}
