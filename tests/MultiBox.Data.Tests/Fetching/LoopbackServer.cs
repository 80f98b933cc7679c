using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>A request as the server saw it.</summary>
public sealed record SeenRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
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

    /// <summary>Sends so many bytes at a time, with a short pause after each.</summary>
    public int? Drip { get; init; }

    /// <summary>What the header states, right or wrong; -1 for no header, so that the end of the connection is the end of the body.</summary>
    public long? ContentLength { get; init; }

    /// <summary>What a partial answer states, right or wrong; null for the truth.</summary>
    public string? ContentRange { get; init; }

    public bool Chunked { get; init; }

    public string? ExtraHeader { get; init; }

    /// <summary>Waited for before anything is sent.</summary>
    public Task Ready { get; init; } = Task.CompletedTask;
}

/// <summary>A real HTTP/1.1 server on the loopback interface that can misbehave: one request a connection.</summary>
public sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<SeenRequest, int, Answer> _answer;
    private readonly X509Certificate2? _certificate;
    private int _count;
    private int _open;
    private int _mostOpen;

    /// <param name="answer">The answer to a request, given its number from 0.</param>
    /// <param name="certificate">Serves https with it.</param>
    public LoopbackServer(Func<SeenRequest, int, Answer> answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    /// <summary>How many requests were being answered at once, at most; where all have a body.</summary>
    public int MostAtOnce => _mostOpen;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url(string path) => UrlOf("127.0.0.1", path);

    public string UrlOf(string host, string path) =>
        string.Create(CultureInfo.InvariantCulture, $"{(_certificate is null ? "http" : "https")}://{host}:{Port}/{path}");

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
                await using var stream = await OpenAsync(client);
                var request = await ReadRequestAsync(stream);
                lock (_listener) _mostOpen = Math.Max(_mostOpen, ++_open);
                Requests.Enqueue(request);
                await WriteAnswerAsync(client, stream, request, _answer(request, Interlocked.Increment(ref _count) - 1));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client went away, which some tests are about.
            }
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null) return client.GetStream();
        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsServerAsync(_certificate);
        return secure;
    }

    private static async Task<SeenRequest> ReadRequestAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var words = (await reader.ReadLineAsync() ?? throw new IOException("No request.")).Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new SeenRequest(words[0], words[1].TrimStart('/'), headers);
    }

    private async Task WriteAnswerAsync(TcpClient client, Stream stream, SeenRequest request, Answer answer)
    {
        await answer.Ready.WaitAsync(_stop.Token);
        var (status, body, extra) = (answer.Status, answer.Body, answer.ExtraHeader);
        if (answer.Ranges && request.Range is { } range && (request.IfRange is null || request.IfRange == answer.ETag))
        {
            var from = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            (status, extra) = from < body.Length
                ? (206, "Content-Range: " + (answer.ContentRange ?? string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{body.Length - 1}/{body.Length}")))
                : (416, string.Create(CultureInfo.InvariantCulture, $"Content-Range: bytes */{body.Length}"));
            body = from < body.Length ? body[from..] : [];
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(Head(status, body.Length, extra, answer)), _stop.Token);
        if (request.Method == "HEAD") body = [];
        var send = Math.Min(answer.CutAfter ?? answer.StallAfter ?? body.Length, body.Length);
        await SendAsync(stream, body.AsMemory(0, send), answer);
        if (answer.StallAfter is not null)
        {
            // Until the client hangs up, or the test ends.
            await stream.ReadExactlyAsync(new byte[1], _stop.Token);
        }

        if (answer.Chunked && answer.CutAfter is null) await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), _stop.Token);
        await stream.FlushAsync(_stop.Token);

        // No linger: with a cut, the client must see what was sent and then the end.
        client.Client.Shutdown(SocketShutdown.Both);
    }

    private static string Head(int status, int length, string? extra, Answer answer)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {(HttpStatusCode)status}\r\nConnection: close\r\n");
        if (answer.Chunked) head.Append("Transfer-Encoding: chunked\r\n");
        else if (answer.ContentLength != -1) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.ContentLength ?? length}\r\n");
        if (answer.ETag is not null) head.Append(CultureInfo.InvariantCulture, $"ETag: {answer.ETag}\r\n");
        if (extra is not null) head.Append(extra).Append("\r\n");
        return head.Append("\r\n").ToString();
    }

    private async Task SendAsync(Stream stream, ReadOnlyMemory<byte> body, Answer answer)
    {
        var step = answer.Drip ?? 32 << 10;
        for (var at = 0; at < body.Length; at += step)
        {
            var piece = body.Slice(at, Math.Min(step, body.Length - at));

            // With the last piece the client may go on to another request.
            if (at + step >= body.Length) lock (_listener) _open--;
            if (answer.Chunked) await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{piece.Length:x}\r\n")), _stop.Token);
            await stream.WriteAsync(piece, _stop.Token);
            if (answer.Chunked) await stream.WriteAsync("\r\n"u8.ToArray(), _stop.Token);
            if (answer.Drip is null) continue;
            await stream.FlushAsync(_stop.Token);
            await Task.Delay(5, _stop.Token);
        }

        await stream.FlushAsync(_stop.Token);
    }
}
