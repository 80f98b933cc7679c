using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>Where weights come from: a file, an address, or the catalogue. A text alone is what it looks like.</summary>
public sealed record WeightSource : IValidatableObject
{
    private static readonly string[] _archives = [".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz"];

    /// <value>Default null.</value>
    [Description("Address of the file: http://, https:// or file://.")]
    [TextForm("[^:/]+://.*")]
    public string? Url { get; init; }

    /// <value>Default null: not checked.</value>
    [Description("SHA-256 of the file at the address, 64 hexadecimal digits.")]
    [RegularExpression("[0-9a-fA-F]{64}")]
    public string? Sha256 { get; init; }

    /// <value>Default null.</value>
    [Description("Name of weights in the catalogue, experiments/weights.yml.")]
    [RegularExpression(CatalogueWeights.NamePattern)]
    [TextForm(CatalogueWeights.NamePattern)]
    public string? Name { get; init; }

    /// <value>Default null. Relative to the repository.</value>
    [Description("Path of a file that is on this machine, relative to this file or to the repository.")]
    [FilePath]
    [TextForm]
    public string? File { get; init; }

    /// <summary>The name, address or path.</summary>
    public override string ToString() => Name ?? Url ?? File ?? "";

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        var given = new[] { Url, Name, File }.Count(value => value is not null);
        if (given != 1) yield return new ValidationResult($"{(given == 0 ? "nothing to take the weights from" : "more than one place")}. Expected one of 'name', 'url', 'file'");
        if (Sha256 is not null && Url is null) yield return new ValidationResult("goes only with 'url'", [nameof(Sha256)]);
        if (Url is not { } url) yield break;
        var name = FetchedFile.NameOf(url);
        if (!url.Contains("://", StringComparison.Ordinal) || !FetchedFile.IsAddress(url))
        {
            yield return new ValidationResult($"not an address. Expected http://, https:// or file://, found '{url}'", [nameof(Url)]);
        }
        else if (!FetchedFile.IsFileName(name))
        {
            yield return new ValidationResult($"the address ends with no name of a file. Expected one, or an entry in {WeightCatalogue.FileName} with 'file'", [nameof(Url)]);
        }
        else if (_archives.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            yield return new ValidationResult($"an archive. Expected the file of the weights, or an entry in {WeightCatalogue.FileName} with 'members'", [nameof(Url)]);
        }
    }
}
