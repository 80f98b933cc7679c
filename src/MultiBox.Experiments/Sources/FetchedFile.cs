using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>A file that is fetched: where it lies, and what is known of it.</summary>
public abstract record FetchedFile
{
    /// <value>Required; tried in order. A path is relative to the data folder.</value>
    [Description("Addresses of the file, best first, tried in order: http://, https://, file://, or a path, relative to the data folder.")]
    [OneOrMany]
    [MinLength(1)]
    [UniqueItems]
    public required ValueList<string> Urls { get; init; }

    /// <value>Default null: the last part of the first address.</value>
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
    [Description("SHA-256 of the file, 64 hexadecimal digits.")]
    [RegularExpression("[0-9a-fA-F]{64}")]
    public string? Sha256 { get; init; }

    /// <value>Default null: not checked.</value>
    [Description("SHA-1 of the file, 40 hexadecimal digits.")]
    [RegularExpression("[0-9a-fA-F]{40}")]
    public string? Sha1 { get; init; }

    /// <value>Default null: not checked.</value>
    [Description("MD5 of the file, 32 hexadecimal digits.")]
    [RegularExpression("[0-9a-fA-F]{32}")]
    public string? Md5 { get; init; }

    /// <summary>The name of the file: as given, or the last part of the first address.</summary>
    /// <returns>The name; empty when the address ends without one.</returns>
    public string FileName() => File ?? NameOf(Urls[0]);

    /// <summary>The last part of an address; empty when it ends without one.</summary>
    internal static string NameOf(string address) => Path.GetFileName(
        Uri.TryCreate(address, UriKind.Absolute, out var url) ? Uri.UnescapeDataString(url.AbsolutePath) : address);

    /// <summary>Whether a text is an address of a supported kind.</summary>
    internal static bool IsAddress(string text) => text.Contains("://", StringComparison.Ordinal)
        ? Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https" or "file")
        : !text.Contains('\0', StringComparison.Ordinal);

    /// <summary>Whether a text can be the name of a file on every platform.</summary>
    internal static bool IsFileName(string name) => name.Length > 0 && name.IndexOfAny(['\\', ':', '*', '?', '"', '<', '>', '|']) < 0;

    /// <summary>Whether a text is a path that stays inside an archive.</summary>
    private protected static bool IsInside(string path) => !Path.IsPathRooted(path) && !path.Split('/', '\\').Contains("..");

    /// <summary>What is wrong with the addresses, the name or the sizes.</summary>
    private protected IEnumerable<ValidationResult> FileFaults()
    {
        for (var i = 0; i < Urls.Count; i++)
        {
            if (IsAddress(Urls[i])) continue;
            yield return new ValidationResult(
                $"not an address. Expected http://, https://, file:// or a path, found '{Urls[i]}'", [$"{nameof(Urls)}.{i}"]);
        }

        if (!IsFileName(FileName()))
        {
            yield return new ValidationResult($"the first address ends with no name for the file. Expected 'file', found '{Urls[0]}'", [nameof(Urls)]);
        }

        if (Size is not null && ApproximateSize is not null)
        {
            yield return new ValidationResult("does not go with 'size'. Expected one or the other", [nameof(ApproximateSize)]);
        }
    }
}
