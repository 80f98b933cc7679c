using System.Globalization;
using System.Net;

namespace MultiBox.Data;

/// <summary>A server's answer to the request for a file, or for the rest of one.</summary>
/// <param name="response">The answer; its body is yet to come.</param>
/// <param name="url">The address that was asked.</param>
/// <param name="time">The clock, for a date until which to wait.</param>
internal sealed class DownloadAnswer(HttpResponseMessage response, Uri url, TimeProvider time)
{
    /// <summary>Prepares the partial file for the body that follows.</summary>
    /// <returns>The whole size in bytes, when it is known.</returns>
    /// <exception cref="FetchFault">The answer is not what was asked for.</exception>
    public long? Begin(PartialFile part, ArchiveSpec archive, long have, PartialState? state)
    {
        var headers = response.Content.Headers;
        var tag = response.Headers.ETag is { IsWeak: false } strong ? strong.Tag : null;
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

        if (!response.IsSuccessStatusCode) throw StatusFault();
        RequireSize(archive, headers.ContentLength);
        var total = headers.ContentLength ?? archive.Bytes;
        part.Restart(new PartialState(url.AbsoluteUri, tag, headers.LastModified, total));
        return total;
    }

    private FetchFault StatusFault()
    {
        var code = (int)response.StatusCode;
        var text = string.Create(CultureInfo.InvariantCulture, $"{code} {response.ReasonPhrase}").TrimEnd();
        if (code is >= 300 and < 400 && response.Headers.Location is { } location)
        {
            var from = response.RequestMessage?.RequestUri ?? url;
            var to = new Uri(from, location);
            var why = to.Scheme is not ("http" or "https") ? "to another kind of address"
                : from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps ? "from https to less"
                : "of too many";
            return new FetchFault($"{text}, a redirect {why}, to {to}", transient: false);
        }

        var after = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date - time.GetUtcNow());
        return new FetchFault(text, transient: code is 408 or 429 or >= 500, after > TimeSpan.Zero ? after : null);
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
}
