using System.Security.Cryptography;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>What tests of fetching share: a folder, a client, quick options, and what was reported.</summary>
public abstract class FetchFixture : IDisposable
{
    private readonly Lazy<HttpClient> _client;

    protected FetchFixture() => _client = new(CreateClient);

    /// <summary>Bytes that pass for a gzip file.</summary>
    protected static byte[] Body { get; } = Content(400_000, seed: 1);

    /// <summary>Other such bytes.</summary>
    protected static byte[] Other { get; } = Content(400_000, seed: 2);

    protected static FetchOptions Quick { get; } = new()
    {
        Retries = 3,
        Delay = TimeSpan.FromMilliseconds(5),
        MaxDelay = TimeSpan.FromMilliseconds(20),
        ResponseTimeout = TimeSpan.FromSeconds(5),
        StallTimeout = TimeSpan.FromMilliseconds(300),
        ReportInterval = TimeSpan.Zero,
    };

    protected TemporaryFolder Folder { get; } = new();

    protected List<FetchProgress> Progress { get; } = [];

    protected HttpClient Client => _client.Value;

    public void Dispose()
    {
        if (_client.IsValueCreated) _client.Value.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static byte[] Content(int length, int seed)
    {
        var bytes = new byte[length];
#pragma warning disable CA5394 // Test content, not a secret.
        new Random(seed).NextBytes(bytes);
#pragma warning restore CA5394
        bytes[0] = 0x1F;
        bytes[1] = 0x8B;
        return bytes;
    }

    protected static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>An archive of <see cref="Body"/>, known by its SHA-256.</summary>
    protected static ArchiveSpec Archive(params string[] urls) => new() { FileName = "a.tar", Urls = urls, Sha256 = Sha256(Body) };

    protected virtual HttpClient CreateClient() => FetchClient.Create();

    protected Task<string> Fetch(ArchiveSpec archive, Func<FetchOptions, FetchOptions>? change = null, CancellationToken cancellationToken = default) =>
        Fetcher(change).FetchAsync(archive, Folder.Root, Folder.Root, new Collector(Progress), cancellationToken);

    protected ArchiveFetcher Fetcher(Func<FetchOptions, FetchOptions>? change = null) => new(Client, change?.Invoke(Quick) ?? Quick, TimeProvider.System);

    protected string[] Files() => [.. Directory.EnumerateFiles(Folder.Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>What lies in a folder: each file's path and text, in order.</summary>
    protected static SortedDictionary<string, string> Tree(string root) => new(
        Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText),
        StringComparer.Ordinal);

    /// <summary>Keeps reports, and does something at each.</summary>
    protected sealed class Collector(List<FetchProgress> list, Action<FetchProgress>? then = null) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value)
        {
            lock (list) list.Add(value);
            then?.Invoke(value);
        }
    }
}
