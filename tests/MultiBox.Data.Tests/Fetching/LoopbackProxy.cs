using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>A real HTTP proxy on the loopback interface. Whatever host a request names, it is one server on this machine.</summary>
public sealed class LoopbackProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;

    /// <param name="server">The port of the server that every request goes to.</param>
    public LoopbackProxy(int server)
    {
        _server = server;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    /// <summary>The first line of each request, e.g. <c>CONNECT host:443 HTTP/1.1</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server);
                var (near, far) = (client.GetStream(), server.GetStream());
                var head = await ReadHeadAsync(near);
                var first = head[..head.IndexOf('\r', StringComparison.Ordinal)];
                Requests.Enqueue(first);
                if (first.StartsWith("CONNECT ", StringComparison.Ordinal))
                {
                    await near.WriteAsync("HTTP/1.1 200 Connected\r\n\r\n"u8.ToArray());
                }
                else
                {
                    // A server wants the path alone.
                    var url = new Uri(first.Split(' ')[1]);
                    await far.WriteAsync(Encoding.ASCII.GetBytes($"GET {url.PathAndQuery} HTTP/1.1{head[first.Length..]}"));
                }

                await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
                // Either end went away.
            }
        }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var next = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(next);
            head.Append((char)next[0]);
        }

        return head.ToString();
    }
}
