using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MultiBox.Abstractions;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>Servers with https, and proxies.</summary>
public sealed class SecureServerTests : FetchFixture
{
    private static readonly Lazy<X509Certificate2> Certificate = new(MakeCertificate);

    private IWebProxy? _proxy;

    [Fact]
    public async Task A_redirect_from_https_to_http_is_refused()
    {
        using var plain = new LoopbackServer((_, _) => new Answer { Body = Body });
        using var secure = new LoopbackServer((_, _) => new Answer { Status = 302, ExtraHeader = "Location: " + plain.Url("a.tar") }, Certificate.Value);
        var url = secure.Url("a.tar");

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Archive(url)));

        Assert.Contains($"\n  {url}: 302 Found, a redirect from https to less, to {plain.Url("a.tar")}.\n", fault.Message, StringComparison.Ordinal);
        Assert.Empty(plain.Requests);
    }

    [Fact]
    public async Task A_redirect_from_http_to_https_is_followed()
    {
        using var secure = new LoopbackServer((_, _) => new Answer { Body = Body }, Certificate.Value);
        using var plain = new LoopbackServer((_, _) => new Answer { Status = 307, ExtraHeader = "Location: " + secure.Url("a.tar") });

        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Archive(plain.Url("a.tar")))));
    }

    [Fact]
    public async Task A_certificate_that_does_not_hold_is_a_lasting_fault()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body }, Certificate.Value);
        using var client = FetchClient.Create();
        var url = server.Url("a.tar");

        var fault = await Assert.ThrowsAsync<MultiBoxException>(
            () => new ArchiveFetcher(client, Quick, TimeProvider.System).FetchAsync(Archive(url), Folder.Root, Folder.Root));

        Assert.Contains($"\n  {url}: The SSL connection could not be established, see inner exception.\n", fault.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Downloads_go_on_through_a_proxy(bool secure)
    {
        using var server = new LoopbackServer(
            (_, i) => new Answer { Body = Body, ETag = "\"v\"", Ranges = true, CutAfter = i == 0 ? 100_000 : null }, secure ? Certificate.Value : null);
        using var proxy = new LoopbackProxy(server.Port);
        _proxy = new WebProxy(proxy.Url);

        var url = server.UrlOf("voc.invalid", "a.tar");
        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Archive(url))));

        Assert.Equal([null, "bytes=100000-"], server.Requests.Select(request => request.Range));
        Assert.Equal(2, proxy.Requests.Count);
        Assert.All(proxy.Requests, line => Assert.StartsWith(secure ? "CONNECT voc.invalid:" : $"GET {url} ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_proxy_that_wants_a_password_is_named_as_the_fault()
    {
        using var refusing = new LoopbackServer((_, _) => new Answer { Status = 407 });
        _proxy = new WebProxy(refusing.Url(""));

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Archive("http://voc.invalid/a.tar")));

        Assert.Contains("\n  http://voc.invalid/a.tar: 407 ProxyAuthenticationRequired.\n", fault.Message, StringComparison.Ordinal);
    }

    protected override HttpClient CreateClient()
    {
        var handler = FetchClient.CreateHandler();
#pragma warning disable CA5359 // The certificate is these tests' own.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        if (_proxy is not null) handler.Proxy = _proxy;
        return FetchClient.Create(handler);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        // A server needs a key that can be stored.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
