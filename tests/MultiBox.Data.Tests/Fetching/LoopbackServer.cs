using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>A request as the server saw it.</summary>
public sealed record SeenRequest(string Path, IReadOnlyDictionary<string, string> Headers)
{
    public string? Range => Headers.GetValueOrDefault("Range");

    public string? IfRange => Headers.GetValueOrDefault("If-Range");
}

/// <summary>How one request is answered.</summary>
public sealed record Answer
{
    public int Status { get; init; } = 200;

    public byte[] Body { get; init; } = [];

    public string? ETag { get; init; }

    /// <summary>Whether ranges are honoured when the request's If-Range fits the tag.</summary>
    public bool Ranges { get; init; }

    /// <summary>Cuts the connection after so many bytes of the body.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Falls silent after so many bytes of the body, until the client goes away.</summary>
    public int? StallAfter { get; init; }

    public string? ExtraHeader { get; init; }
}

/// <summary>A real HTTP/1.1 server on the loopback interface that can misbehave: one request a connection.</summary>
public sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<SeenRequest, int, Answer> _answer;
    private int _count;

    /// <param name="answer">The answer to a request, given its number from 0.</param>
    public LoopbackServer(Func<SeenRequest, int, Answer> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    public string Url(string path) =>
        string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{path}");

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadRequestAsync(stream);
                Requests.Enqueue(request);
                await WriteAnswerAsync(client, stream, request, _answer(request, Interlocked.Increment(ref _count) - 1));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client went away, which some tests are about.
            }
        }
    }

    private static async Task<SeenRequest> ReadRequestAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var path = (await reader.ReadLineAsync() ?? throw new IOException("No request.")).Split(' ')[1].TrimStart('/');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new SeenRequest(path, headers);
    }

    private async Task WriteAnswerAsync(TcpClient client, NetworkStream stream, SeenRequest request, Answer answer)
    {
        var (status, body, extra) = (answer.Status, answer.Body, answer.ExtraHeader);
        if (answer.Ranges && request.Range is { } range && (request.IfRange is null || request.IfRange == answer.ETag))
        {
            var from = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            (status, extra) = from < body.Length
                ? (206, string.Create(CultureInfo.InvariantCulture, $"Content-Range: bytes {from}-{body.Length - 1}/{body.Length}"))
                : (416, string.Create(CultureInfo.InvariantCulture, $"Content-Range: bytes */{body.Length}"));
            body = from < body.Length ? body[from..] : [];
        }

        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {(HttpStatusCode)status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n");
        if (answer.ETag is not null) head.Append(CultureInfo.InvariantCulture, $"ETag: {answer.ETag}\r\n");
        if (extra is not null) head.Append(extra).Append("\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        var send = answer.CutAfter ?? answer.StallAfter ?? body.Length;
        await stream.WriteAsync(body.AsMemory(0, Math.Min(send, body.Length)), _stop.Token);
        await stream.FlushAsync(_stop.Token);
        if (answer.StallAfter is not null)
        {
            // Until the client hangs up, or the test ends.
            await stream.ReadExactlyAsync(new byte[1], _stop.Token);
        }

        // No linger: with a cut, the client must see what was sent and then the end.
        client.Client.Shutdown(SocketShutdown.Both);
    }
}
