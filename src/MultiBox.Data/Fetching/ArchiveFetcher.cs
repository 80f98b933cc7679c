using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Brings archives onto this machine: each address in turn, with retries, resuming what was cut, and with the checksums verified
/// before the file gets its name. A file that has its name is whole.
/// </summary>
/// <param name="client">The HTTP client; its own timeout should be infinite, as the options rule.</param>
/// <param name="options">How patient to be.</param>
/// <param name="time">The clock of waits and timeouts.</param>
public sealed class ArchiveFetcher(HttpClient client, FetchOptions options, TimeProvider time)
{
    /// <summary>Brings one archive, unless it is there already.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="folder">Where it goes; created when absent.</param>
    /// <param name="localBase">The folder that relative local paths start from.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops it; what arrived stays for the next run.</param>
    /// <returns>The archive's path: within the folder, or the local file that an address names, which stays where it is.</returns>
    /// <exception cref="MultiBoxException">No address gave the right file; every one is named with its fault.</exception>
    public async Task<string> FetchAsync(
        ArchiveSpec archive, string folder, string localBase, IProgress<FetchProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        Validate(archive);
        Directory.CreateDirectory(folder);
        var target = Path.Combine(folder, archive.FileName);
        var faults = new List<string>();
        if (File.Exists(target))
        {
            var differences = await ArchiveChecksums.FindDifferencesAsync(target, archive, progress, cancellationToken);
            if (differences.Count == 0) return target;
            File.Move(target, target + ".bad", overwrite: true);
            faults.Add($"{target}: wrong checksum, {string.Join("; ", differences)}. Kept as {target}.bad.");
        }

        var part = new PartialFile(target);
        foreach (var address in InOrder(archive, part))
        {
            try
            {
                return await FetchFromAsync(address, archive, part, target, localBase, progress, cancellationToken);
            }
            catch (FetchFault fault)
            {
                faults.Add($"{address}: {fault.Message}.");
            }
        }

        throw NoneWorked(archive, target, faults);
    }

    private async Task<string> FetchFromAsync(
        string address, ArchiveSpec archive, PartialFile part, string target, string localBase, IProgress<FetchProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (HttpUrl(address) is not { } url)
        {
            var path = LocalPath(address, localBase);
            if (!File.Exists(path)) throw new FetchFault("no such file", transient: false);
            var wrong = await ArchiveChecksums.FindDifferencesAsync(path, archive, progress, cancellationToken);
            return wrong.Count == 0 ? path : throw new FetchFault($"wrong checksum, {string.Join("; ", wrong)}", transient: false);
        }

        await new ResumableDownload(client, options, time).RunAsync(url, part, archive, progress, cancellationToken);
        var differences = await ArchiveChecksums.FindDifferencesAsync(part.Path, archive, progress, cancellationToken);
        if (differences.Count > 0)
        {
            part.MoveTo(target + ".bad", overwrite: true);
            throw new FetchFault($"wrong checksum, {string.Join("; ", differences)}. Kept as {target}.bad", transient: false);
        }

        part.MoveTo(target, overwrite: false);
        return target;
    }

    private static void Validate(ArchiveSpec archive)
    {
        if (!PlainName.IsValid(archive.FileName))
        {
            throw new MultiBoxException($"Archive '{archive.FileName}': expected a plain file name, without folders.");
        }

        if (archive.Urls.Count == 0)
        {
            throw new MultiBoxException($"Archive '{archive.FileName}' has no url: expected at least one.");
        }
    }

    // The address that a partial file came from goes first, as only there it can be gone on with.
    private static IEnumerable<string> InOrder(ArchiveSpec archive, PartialFile part)
    {
        var begun = part.Length > 0 ? part.ReadState()?.Url : null;
        return archive.Urls.OrderBy(address => begun is not null && HttpUrl(address)?.AbsoluteUri == begun ? 0 : 1);
    }

    private static Uri? HttpUrl(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) ? url : null;

    private static string LocalPath(string address, string localBase)
    {
        if (address.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(address, UriKind.Absolute, out var url)) return url.LocalPath;
        return address.Contains("://", StringComparison.Ordinal)
            ? throw new FetchFault("an unknown kind of address; expected http, https, file or a path", transient: false)
            : Path.GetFullPath(address, localBase);
    }

    private static MultiBoxException NoneWorked(ArchiveSpec archive, string target, List<string> faults)
    {
        var text = new StringBuilder($"{archive.FileName} could not be fetched:");
        foreach (var fault in faults) text.Append("\n  ").Append(fault);
        text.Append($"\nRun again to go on, or download it by hand to {target}.");
        return new MultiBoxException(text.ToString());
    }
}
