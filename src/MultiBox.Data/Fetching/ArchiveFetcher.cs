using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Brings archives onto this machine: from the mirrors, then from each address in turn, with retries, resuming what was cut, and with
/// size and checksums verified before the file gets its name. A file that has its name is whole. Safe for several threads; each archive is
/// one call's at a time.
/// </summary>
/// <param name="client">The HTTP client, see <see cref="FetchClient"/>; its own timeout should be infinite, as the options rule.</param>
/// <param name="options">How patient to be, and where else to look.</param>
/// <param name="time">The clock of waits, timeouts and speeds.</param>
public sealed class ArchiveFetcher(HttpClient client, FetchOptions options, TimeProvider time)
{
    private readonly FetchSlots _slots = new(options.Parallel, options.ParallelPerHost);

    /// <summary>How patient it is, and where else it looks.</summary>
    internal FetchOptions Options => options;

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
        var meter = Meter(archive, progress);
        var faults = new List<string>();
        using var held = FileLock.TryTake(target + ".lock")
            ?? throw new MultiBoxException($"{target}: another run is fetching it. Wait for that one to end, then run again.");
        if (File.Exists(target))
        {
            if (await ArchiveCheck.FindFaultAsync(target, archive, meter, cancellationToken) is not { } fault) return target;
            File.Move(target, target + ".bad", overwrite: true);
            faults.Add($"{target}: {fault}. Kept as {target}.bad.");
            meter.Note($"{target}: {fault}. Kept as {target}.bad");
        }

        var part = new PartialFile(target);
        foreach (var address in InOrder(archive, part))
        {
            try
            {
                return await FetchFromAsync(address, archive, part, target, localBase, meter, cancellationToken);
            }
            catch (FetchFault fault)
            {
                faults.Add($"{address}: {fault.Message}.");
                meter.Note($"{address}: {fault.Message}");
            }
        }

        throw NoneWorked(archive, target, faults);
    }

    /// <summary>The file of an archive that is on this machine, downloaded or where one of its addresses says, right or not; else null.</summary>
    internal string? FindLocal(ArchiveSpec archive, string folder, string localBase) =>
        Addresses(archive).Select(address => LocalPath(address, localBase)).Prepend(Path.Combine(folder, archive.FileName)).FirstOrDefault(File.Exists);

    /// <summary>The size of an archive in bytes, as it is known or as a server tells; null when nobody does.</summary>
    internal async Task<long?> FindSizeAsync(ArchiveSpec archive, CancellationToken cancellationToken)
    {
        if (archive.KnownBytes is { } known) return known;
        foreach (var url in Addresses(archive).Select(HttpUrl).OfType<Uri>())
        {
            if (await new ResumableDownload(client, options, time).FindSizeAsync(url, cancellationToken) is { } size) return size;
        }

        return null;
    }

    internal ProgressMeter Meter(ArchiveSpec archive, IProgress<FetchProgress>? progress) => new(archive.FileName, progress, options.ReportInterval, time);

    private async Task<string> FetchFromAsync(
        string address, ArchiveSpec archive, PartialFile part, string target, string localBase, ProgressMeter meter, CancellationToken cancellationToken)
    {
        if (HttpUrl(address) is not { } url)
        {
            var path = LocalPath(address, localBase)
                ?? throw new FetchFault("an unknown kind of address; expected http, https, file or a path", transient: false);
            if (!File.Exists(path)) throw new FetchFault("no such file", transient: false);
            return await ArchiveCheck.FindFaultAsync(path, archive, meter, cancellationToken) is { } wrong
                ? throw new FetchFault(wrong, transient: false)
                : path;
        }

        while (true)
        {
            var download = new ResumableDownload(client, options, time);
            using (await _slots.EnterAsync(url, cancellationToken)) await download.RunAsync(url, part, archive, meter, cancellationToken);
            if (await ArchiveCheck.FindFaultAsync(part.Path, archive, meter, cancellationToken) is not { } fault) break;
            if (part.ReadState() is { IsMixed: true })
            {
                // The parts may be right, each for its server, and yet not fit: this server's file deserves to be looked at alone.
                part.Delete();
                meter.Note($"{address}: {fault} after going on with what another address sent; starting over");
                continue;
            }

            part.MoveTo(target + ".bad", overwrite: true);
            var encoded = download.ContentEncoding is { } encoding ? $"; the server sent it with Content-Encoding {encoding}" : "";
            throw new FetchFault($"{fault}{encoded}. Kept as {target}.bad", transient: false);
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

    // Mirrors are the user's wish. Among the archive's own addresses the one that a partial file came from goes first, as without a
    // checksum only there it can be gone on with.
    private IEnumerable<string> InOrder(ArchiveSpec archive, PartialFile part)
    {
        var begun = part.Length > 0 ? part.ReadState()?.Url : null;
        return Addresses(archive)
            .Where(address => !options.Offline || HttpUrl(address) is null)
            .OrderBy(address => IsMirror(address) ? 0 : begun is not null && HttpUrl(address)?.AbsoluteUri == begun ? 1 : 2);
    }

    private bool IsMirror(string address) => options.Mirrors.Any(mirror => address.StartsWith(mirror, StringComparison.Ordinal));

    private IEnumerable<string> Addresses(ArchiveSpec archive) =>
        options.Mirrors.Select(mirror => OnMirror(mirror, archive.MirrorName ?? archive.FileName)).Concat(archive.Urls).Distinct(StringComparer.Ordinal);

    private static string OnMirror(string mirror, string name) => mirror.Contains("://", StringComparison.Ordinal)
        ? $"{mirror.TrimEnd('/')}/{Uri.EscapeDataString(name)}"
        : Path.Combine(mirror, name);

    private static Uri? HttpUrl(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) ? url : null;

    /// <summary>The path of a local file that an address names; null for an address of another kind.</summary>
    private static string? LocalPath(string address, string localBase)
    {
        if (address.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(address, UriKind.Absolute, out var url)) return url.LocalPath;
        return address.Contains("://", StringComparison.Ordinal) ? null : Path.GetFullPath(address, localBase);
    }

    private MultiBoxException NoneWorked(ArchiveSpec archive, string target, List<string> faults)
    {
        var text = new StringBuilder(options.Offline
            ? $"{archive.FileName} is not on this machine, and offline nothing is downloaded"
            : $"{archive.FileName} could not be fetched");
        text.Append(faults.Count > 0 ? ":" : ".");
        foreach (var fault in faults) text.Append("\n  ").Append(fault);
        var known = ArchiveCheck.Describe(archive) is { Length: > 0 } description ? $" ({description})" : "";
        text.Append(options.Offline
            ? $"\nPut it to {target}{known}, and run again."
            : $"\nRun again to go on, or download it by hand to {target}{known}.");
        return new MultiBoxException(text.ToString());
    }
}
