using System.Net;

namespace MultiBox.Data;

/// <summary>Makes the HTTP client that fetching needs.</summary>
public static class FetchClient
{
    private const int MostRedirects = 10;

    /// <summary>
    /// Makes a client that uses the system's proxy, on Unix that of the variables <c>http_proxy</c>, <c>https_proxy</c>,
    /// <c>all_proxy</c> and <c>no_proxy</c>; that follows up to ten redirects, but none from https to http; that takes files as they are
    /// sent, without decompression; and that leaves time-outs to <see cref="FetchOptions"/>.
    /// </summary>
    /// <returns>The client; the caller disposes of it.</returns>
    public static HttpClient Create() => Create(CreateHandler());

    /// <summary>The proxy that the system uses for an address.</summary>
    /// <param name="url">The address.</param>
    /// <returns>The proxy without user name and password; null for none.</returns>
    public static string? ProxyFor(Uri url) => ProxyFor(url, HttpClient.DefaultProxy);

    internal static string? ProxyFor(Uri url, IWebProxy proxy)
    {
        ArgumentNullException.ThrowIfNull(url);
        return proxy.IsBypassed(url) ? null : proxy.GetProxy(url)?.GetLeftPart(UriPartial.Authority) is { } text ? WithoutUser(text) : null;
    }

    internal static HttpClient Create(SocketsHttpHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    internal static SocketsHttpHandler CreateHandler() => new()
    {
        // No proxy of its own means the system's.
        UseProxy = true,
        AllowAutoRedirect = true,
        MaxAutomaticRedirections = MostRedirects,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(30),
    };

    private static string WithoutUser(string url)
    {
        var at = url.LastIndexOf('@');
        return at < 0 ? url : string.Concat(url.AsSpan(0, url.IndexOf("//", StringComparison.Ordinal) + 2), url.AsSpan(at + 1));
    }
}
