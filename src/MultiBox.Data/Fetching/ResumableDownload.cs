using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using MultiBox.Abstractions;
using Polly;
using Polly.Retry;

namespace MultiBox.Data;

/// <summary>Brings one file from one HTTP address, going on where an earlier attempt or run stopped.</summary>
internal sealed class ResumableDownload(HttpClient client, FetchOptions options, TimeProvider time)
{
    private const int BufferSize = 128 << 10;
    private const long ReportEvery = 1 << 20;

    /// <summary>Downloads until the file is whole.</summary>
    /// <exception cref="FetchFault">The address does not give the file. What arrived stays.</exception>
    /// <exception cref="MultiBoxException">The file cannot be written.</exception>
    public async Task RunAsync(Uri url, PartialFile part, ArchiveSpec archive, IProgress<FetchProgress>? progress, CancellationToken cancellationToken)
    {
        var pipeline = BuildPipeline(archive, progress);
        var reached = part.Length;
        while (true)
        {
            try
            {
                await pipeline.ExecuteAsync(async token => await AttemptAsync(url, part, archive, progress, token), cancellationToken);
                return;
            }
            catch (FetchFault fault) when (fault.IsTransient && part.Length >= reached + options.RenewingBytes)
            {
                reached = part.Length;
            }
        }
    }

    private ResiliencePipeline BuildPipeline(ArchiveSpec archive, IProgress<FetchProgress>? progress) =>
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
                    var note = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{args.Outcome.Exception?.Message}; trying again in {args.RetryDelay.TotalSeconds:0.0} s");
                    progress?.Report(new FetchProgress(archive.FileName, FetchStage.Waiting, 0, null, note));
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    private async Task AttemptAsync(
        Uri url, PartialFile part, ArchiveSpec archive, IProgress<FetchProgress>? progress, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(options.ResponseTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        var waited = options.ResponseTimeout;
        try
        {
            var state = part.ReadState();
            var have = CanResume(state, url, archive) ? part.Length : 0;
            if (have > 0 && have == state!.Total) return;
            using var request = Request(url, have, state);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                if (have > 0 && response.Content.Headers.ContentRange?.Length == have) return;
                part.Delete();
                throw new FetchFault("the server has another file than before", transient: true);
            }

            var total = Begin(response, part, url, have);
            if (total > archive.MaxBytes) throw TooLarge(archive, total);
            waited = options.StallTimeout;
            await CopyAsync(response, part, archive, total, progress, silence, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FetchFault(string.Create(CultureInfo.InvariantCulture, $"no data for {waited.TotalSeconds:0.###} s"), transient: true, cause: e);
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

    private static bool CanResume(PartialState? state, Uri url, ArchiveSpec archive) =>
        state?.Url == url.AbsoluteUri && (state.ETag is not null || state.LastModified is not null || archive.HasChecksum);

    private HttpRequestMessage Request(Uri url, long have, PartialState? state)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.UserAgent.ParseAdd(options.UserAgent);
        request.Headers.AcceptEncoding.ParseAdd("identity");
        if (have == 0) return request;
        request.Headers.Range = new RangeHeaderValue(have, null);
        if (state!.ETag is { } tag) request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue(tag));
        else if (state.LastModified is { } date) request.Headers.IfRange = new RangeConditionHeaderValue(date);
        return request;
    }

    /// <summary>Prepares the partial file for the body that follows.</summary>
    /// <returns>The whole size in bytes, when the server tells.</returns>
    private long? Begin(HttpResponseMessage response, PartialFile part, Uri url, long have)
    {
        var headers = response.Content.Headers;
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            if (headers.ContentRange is { From: { } from } range && from == have && have > 0) return range.Length;
            part.Delete();
            throw new FetchFault("the server sent another range than asked for", transient: true);
        }

        if (!response.IsSuccessStatusCode) throw StatusFault(response);
        var tag = response.Headers.ETag is { IsWeak: false } strong ? strong.Tag : null;
        part.Restart(new PartialState(url.AbsoluteUri, tag, headers.LastModified, headers.ContentLength));
        return headers.ContentLength;
    }

    private FetchFault StatusFault(HttpResponseMessage response)
    {
        var code = (int)response.StatusCode;
        var transient = code is 408 or 429 or >= 500;
        var after = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date - time.GetUtcNow());
        var wait = after > TimeSpan.Zero ? after : null;
        return new FetchFault(string.Create(CultureInfo.InvariantCulture, $"{code} {response.ReasonPhrase}"), transient, wait);
    }

    private async Task CopyAsync(
        HttpResponseMessage response, PartialFile part, ArchiveSpec archive, long? total, IProgress<FetchProgress>? progress,
        CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        silence.CancelAfter(options.StallTimeout);
        await using var input = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var output = Open(part);
        var buffer = new byte[BufferSize];
        var done = output.Position;
        var reported = done;
        progress?.Report(new FetchProgress(archive.FileName, FetchStage.Downloading, done, total));
        while (await ReadAsync() is var read and > 0)
        {
            Write(output, buffer.AsSpan(0, read), part);
            done += read;
            if (done > archive.MaxBytes) throw TooLarge(archive, done);
            if (done - reported < ReportEvery) continue;
            reported = done;
            progress?.Report(new FetchProgress(archive.FileName, FetchStage.Downloading, done, total));
        }

        if (total is { } whole && done != whole)
        {
            throw new FetchFault(string.Create(CultureInfo.InvariantCulture, $"the connection ended at {done} of {whole} bytes"), transient: true);
        }

        progress?.Report(new FetchProgress(archive.FileName, FetchStage.Downloading, done, total));

        async ValueTask<int> ReadAsync()
        {
            silence.CancelAfter(options.StallTimeout);
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
            // Nobody else may write: two runs that fetch the same file would spoil it.
            return new FileStream(part.Path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (IOException e)
        {
            throw new MultiBoxException($"{part.Path}: cannot be written ({e.Message.TrimEnd('.')}). Is another run fetching the same file?", e);
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

    private static FetchFault TooLarge(ArchiveSpec archive, long? size) => new(
        string.Create(CultureInfo.InvariantCulture, $"{size} bytes, more than the {archive.MaxBytes} allowed"), transient: false);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
