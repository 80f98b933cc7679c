using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>An archive that holds a part of a source.</summary>
public sealed record DataArchive : IValidatableObject
{
    /// <value>Required; tried in order. A path is relative to the data folder.</value>
    [Description("Addresses of the archive, best first, tried in order: http://, https://, file://, or a path, relative to the data folder.")]
    [OneOrMany]
    [MinLength(1)]
    [UniqueItems]
    public required ValueList<string> Urls { get; init; }

    /// <value>Default null: the last part of the first address, after the source's name where the archive is an experiment's own.</value>
    [Description("Name of the file in the data folder's downloads, and on mirrors; by default the last part of the first address.")]
    [RegularExpression("[A-Za-z0-9_][A-Za-z0-9 ._+()-]*")]
    public string? File { get; init; }

    /// <value>Default null: not checked. In bytes.</value>
    [Description("Exact size of the file in bytes; a file of another size is refused.")]
    [Range(1, int.MaxValue)]
    public long? Size { get; init; }

    /// <value>Default null. In bytes.</value>
    [Description("Size of the file in bytes, roughly, where the exact one is not known; to tell beforehand what it takes.")]
    [Range(1, int.MaxValue)]
    public long? ApproximateSize { get; init; }

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

    /// <value>Default null: the one folder in the source's format.</value>
    [Description("Folder inside the archive that becomes the source, e.g. VOCdevkit/VOC2007; the rest is passed over.")]
    public string? Subfolder { get; init; }

    /// <value>Default null: 256 GiB. In bytes.</value>
    [Description("The most bytes that the archive may unpack to.")]
    [Range(1, int.MaxValue)]
    public long? MaxUnpacked { get; init; }

    /// <summary>The name of the file: as given, or the last part of the first address.</summary>
    /// <returns>The name; empty when the address ends without one.</returns>
    public string FileName() => File ?? (Uri.TryCreate(Urls[0], UriKind.Absolute, out var url)
        ? Path.GetFileName(Uri.UnescapeDataString(url.AbsolutePath))
        : Path.GetFileName(Urls[0]));

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Urls.Count; i++)
        {
            if (IsAddress(Urls[i])) continue;
            yield return new ValidationResult(
                $"not an address. Expected http://, https://, file:// or a path, found '{Urls[i]}'", [$"{nameof(Urls)}.{i}"]);
        }

        if (FileName() is var name && (name.Length == 0 || name.IndexOfAny(['\\', ':', '*', '?', '"', '<', '>', '|']) >= 0))
        {
            yield return new ValidationResult($"the first address ends with no name for the file. Expected 'file', found '{Urls[0]}'", [nameof(Urls)]);
        }

        if (Size is not null && ApproximateSize is not null)
        {
            yield return new ValidationResult("does not go with 'size'. Expected one or the other", [nameof(ApproximateSize)]);
        }

        if (Subfolder is not null && (Path.IsPathRooted(Subfolder) || Subfolder.Split('/', '\\').Contains("..")))
        {
            yield return new ValidationResult(
                $"not a folder inside the archive. Expected a relative path without '..', found '{Subfolder}'", [nameof(Subfolder)]);
        }
    }

    private static bool IsAddress(string text) => text.Contains("://", StringComparison.Ordinal)
        ? Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https" or "file")
        : !text.Contains('\0', StringComparison.Ordinal);
}
