using System.Net;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>The proxy of a process's environment.</summary>
public sealed class FetchProcessTests : FetchFixture
{
    private static readonly byte[] Voc = Archives.Tar(Archives.VocTar("x", "a"));

    [Theory]
    [InlineData("http_proxy")]
    [InlineData("HTTP_PROXY")]
    [InlineData("all_proxy")]
    public async Task The_environments_proxy_is_used(string variable)
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Voc });
        using var proxy = new LoopbackProxy(server.Port);

        // Nobody but the proxy knows that host.
        var (code, output, error) = await FetchProcess.RunAsync(Folder.Root, "VOC", "http://voc.invalid/a.tar", (variable, proxy.Url));

        Assert.Equal((0, Folder.At("VOC"), ""), (code, output, error));
        Assert.Contains("GET http://voc.invalid/a.tar HTTP/1.1", proxy.Requests);
    }

    [Fact]
    public async Task Hosts_without_a_proxy_are_asked_themselves()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Voc });
        using var proxy = new LoopbackProxy(server.Port);

        var (code, _, error) = await FetchProcess.RunAsync(Folder.Root, "VOC", server.Url("a.tar"), ("http_proxy", proxy.Url), ("no_proxy", "voc.invalid,127.0.0.1"));

        Assert.Equal((0, ""), (code, error));
        Assert.Empty(proxy.Requests);
        Assert.NotEmpty(server.Requests);
    }

    [Fact]
    public void A_proxy_is_named_without_its_password()
    {
        var proxy = new WebProxy("http://user:s%40cret@proxy.host:3128") { BypassProxyOnLocal = true };

        Assert.Equal("http://proxy.host:3128", FetchClient.ProxyFor(new Uri("https://voc.invalid/a.tar"), proxy));
        Assert.Null(FetchClient.ProxyFor(new Uri("http://localhost/a.tar"), proxy));
    }
}
