using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using MultiBox.Abstractions;
using Polly;
using Polly.Retry;

namespace MultiBox.Data;

/// <summary>Brings one file from one HTTP address, going on where an earlier attempt or run stopped, also one from another address.</summary>
internal sealed class ResumableDownload(HttpClient client, FetchOptions options, TimeProvider time)
{
    private const int BufferSize = 128 << 10;
    private static readonly TimeSpan _sizeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How the server says that it encoded the file, e.g. <c>gzip</c>; null for not at all, as it was asked for.</summary>
    public string? ContentEncoding { get; private set; }

    /// <summary>Downloads until the file is whole.</summary>
    /// <exception cref="FetchFault">The address does not give the file. What arrived stays.</exception>
    /// <exception cref="MultiBoxException">The file cannot be written.</exception>
    public async Task RunAsync(Uri url, PartialFile part, ArchiveSpec archive, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var pipeline = BuildPipeline(meter);
        var reached = part.Length;
        while (true)
        {
            try
            {
                await pipeline.ExecuteAsync(async token => await AttemptAsync(url, part, archive, meter, token), cancellationToken);
                return;
            }
            catch (FetchFault fault) when (fault.IsTransient && part.Length >= reached + options.RenewingBytes)
            {
                reached = part.Length;
            }
        }
    }

    /// <summary>Asks how large the file is.</summary>
    /// <returns>Its size in bytes; null when the server does not tell, soon enough or at all.</returns>
    public async Task<long?> FindSizeAsync(Uri url, CancellationToken cancellationToken)
    {
        var patience = options.ResponseTimeout < _sizeTimeout ? options.ResponseTimeout : _sizeTimeout;
        using var silence = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            using var request = Request(HttpMethod.Head, url);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode ? response.Content.Headers.ContentLength : null;
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private ResiliencePipeline BuildPipeline(ProgressMeter meter) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<FetchFault>(fault => fault.IsTransient),
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.Delay,
                MaxDelay = options.MaxDelay,
                DelayGenerator = args => ValueTask.FromResult(
                    args.Outcome.Exception is FetchFault { RetryAfter: { } asked } ? Min(asked, options.MaxDelay) : (TimeSpan?)null),
                OnRetry = args =>
                {
                    meter.Note(string.Create(
                        CultureInfo.InvariantCulture, $"{args.Outcome.Exception?.Message}; trying again in {args.RetryDelay.TotalSeconds:0.0} s"));
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    private async Task AttemptAsync(Uri url, PartialFile part, ArchiveSpec archive, ProgressMeter meter, CancellationToken cancellationToken)
    {
        using var watch = new StallWatch(options, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watch.Token);
        try
        {
            var state = part.ReadState();
            var have = CanResume(state, url, archive) ? part.Length : 0;
            if (have > 0 && have == state!.Total)
            {
                // Whole, if only its checksums were not compared yet. What another address sent is no fault of this one's.
                if (state.Url != url.AbsoluteUri) part.Continue(state with { IsMixed = true });
                return;
            }

            using var request = Request(HttpMethod.Get, url);
            if (have > 0) AskForRest(request, url, have, state!);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                if (have > 0 && response.Content.Headers.ContentRange?.Length == have) return;
                part.Delete();
                throw new FetchFault("the server has another file than before", transient: true);
            }

            var total = Begin(response, part, archive, url, have, state);
            watch.Begin();
            await CopyAsync(response, part, archive, total, meter, watch, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FetchFault(watch.Fault, transient: true, cause: e);
        }
        catch (HttpRequestException e)
        {
            // A name that does not resolve or a certificate that does not hold will not within a minute either.
            var lasting = e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;
            throw new FetchFault(e.Message.TrimEnd('.'), transient: !lasting, cause: e);
        }
        catch (HttpIOException e)
        {
            throw new FetchFault($"the connection was cut ({e.HttpRequestError})", transient: true, cause: e);
        }
    }

    // Bytes of two addresses may be pieced together only if a checksum tells afterwards whether they fit.
    private static bool CanResume(PartialState? state, Uri url, ArchiveSpec archive) => state is not null && (state.Url == url.AbsoluteUri
        ? state.ETag is not null || state.LastModified is not null || archive.HasChecksum
        : archive.HasChecksum && state.Total is not null);

    private HttpRequestMessage Request(HttpMethod method, Uri url)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.UserAgent.ParseAdd(options.UserAgent);
        request.Headers.AcceptEncoding.ParseAdd("identity");
        return request;
    }

    private static void AskForRest(HttpRequestMessage request, Uri url, long have, PartialState state)
    {
        request.Headers.Range = new RangeHeaderValue(have, null);
        if (state.Url != url.AbsoluteUri) return;
        if (state.ETag is { } tag) request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue(tag));
        else if (state.LastModified is { } date) request.Headers.IfRange = new RangeConditionHeaderValue(date);
    }

    /// <summary>Prepares the partial file for the body that follows.</summary>
    /// <returns>The whole size in bytes, when it is known.</returns>
    private long? Begin(HttpResponseMessage response, PartialFile part, ArchiveSpec archive, Uri url, long have, PartialState? state)
    {
        var headers = response.Content.Headers;
        var tag = response.Headers.ETag is { IsWeak: false } strong ? strong.Tag : null;
        ContentEncoding = headers.ContentEncoding.Count > 0 ? string.Join(", ", headers.ContentEncoding) : null;
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            var range = headers.ContentRange;
            if (have == 0 || range?.From != have)
            {
                part.Delete();
                throw new FetchFault("the server sent another range than asked for", transient: true);
            }

            var whole = range.Length ?? state!.Total;
            var isOther = state!.Url != url.AbsoluteUri;
            if ((state.Total is { } before && whole != before) || (!isOther && state.ETag is not null && tag is not null && tag != state.ETag))
            {
                part.Delete();
                throw new FetchFault("the server has another file than before", transient: true);
            }

            RequireSize(archive, whole);
            if (isOther) part.Continue(new PartialState(url.AbsoluteUri, tag, headers.LastModified, whole, IsMixed: true));
            return whole;
        }

        if (!response.IsSuccessStatusCode) throw StatusFault(response, url);
        RequireSize(archive, headers.ContentLength);
        var total = headers.ContentLength ?? archive.Bytes;
        part.Restart(new PartialState(url.AbsoluteUri, tag, headers.LastModified, total));
        return total;
    }

    private FetchFault StatusFault(HttpResponseMessage response, Uri url)
    {
        var code = (int)response.StatusCode;
        var text = string.Create(CultureInfo.InvariantCulture, $"{code} {response.ReasonPhrase}").TrimEnd();
        if (code is >= 300 and < 400 && response.Headers.Location is { } location)
        {
            var from = response.RequestMessage?.RequestUri ?? url;
            var to = new Uri(from, location);
            var why = from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps ? "from https to less" : "of too many";
            return new FetchFault($"{text}, a redirect {why}, to {to}", transient: false);
        }

        var after = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date - time.GetUtcNow());
        return new FetchFault(text, transient: code is 408 or 429 or >= 500, after > TimeSpan.Zero ? after : null);
    }

    private static async Task CopyAsync(
        HttpResponseMessage response, PartialFile part, ArchiveSpec archive, long? total, ProgressMeter meter, StallWatch watch,
        CancellationToken cancellationToken)
    {
        await using var input = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var output = Open(part);
        var buffer = new byte[BufferSize];
        var done = output.Position;
        meter.Begin(FetchStage.Downloading, done, total);
        while (await ReadAsync() is var read and > 0)
        {
            watch.Arrived(read);
            done += read;
            if (done > (total ?? archive.MaxBytes))
            {
                part.Delete();
                throw new FetchFault(
                    string.Create(CultureInfo.InvariantCulture, $"more than the {total ?? archive.MaxBytes} bytes {(total is null ? "allowed" : "expected")}"),
                    transient: total is not null);
            }

            Write(output, buffer.AsSpan(0, read), part);
            meter.Advance(done);
        }

        if (total is { } whole && done != whole)
        {
            throw new FetchFault(string.Create(CultureInfo.InvariantCulture, $"the connection ended at {done} of {whole} bytes"), transient: true);
        }

        if (done == 0) throw new FetchFault("an empty file", transient: false);
        meter.End(done);

        async ValueTask<int> ReadAsync()
        {
            try
            {
                return await input.ReadAsync(buffer, cancellationToken);
            }
            catch (IOException e)
            {
                throw new FetchFault(string.Create(CultureInfo.InvariantCulture, $"the connection was cut at {done} bytes"), transient: true, cause: e);
            }
        }
    }

    private static FileStream Open(PartialFile part)
    {
        try
        {
            return new FileStream(part.Path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (IOException e)
        {
            throw new MultiBoxException($"{part.Path}: cannot be written ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private static void Write(FileStream output, ReadOnlySpan<byte> bytes, PartialFile part)
    {
        try
        {
            output.Write(bytes);
        }
        catch (IOException e)
        {
            throw new MultiBoxException(
                $"{part.Path}: cannot be written ({e.Message.TrimEnd('.')}). Make room on the disk and run again: what arrived is kept.", e);
        }
    }

    private static void RequireSize(ArchiveSpec archive, long? size)
    {
        if (size is null) return;
        if (archive.Bytes is { } bytes && size != bytes)
        {
            throw new FetchFault(string.Create(CultureInfo.InvariantCulture, $"wrong size, expected {bytes} bytes, found {size}"), transient: false);
        }

        if (size > archive.MaxBytes)
        {
            throw new FetchFault(string.Create(CultureInfo.InvariantCulture, $"{size} bytes, more than the {archive.MaxBytes} allowed"), transient: false);
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
