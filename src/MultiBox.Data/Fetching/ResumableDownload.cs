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
        catch (Exception e) when (e is HttpRequestException or HttpIOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
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

            ContentEncoding = response.Content.Headers.ContentEncoding is { Count: > 0 } encodings ? string.Join(", ", encodings) : null;
            var total = new DownloadAnswer(response, url, time).Begin(part, archive, have, state);
            watch.Begin();
            await DownloadBody.CopyAsync(response, part, archive, total, meter, watch, either.Token);
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

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
