using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Writes what a server sends to the partial file.</summary>
internal static class DownloadBody
{
    private const int BufferSize = 128 << 10;

    /// <summary>Copies the body behind what the partial file has.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="part">The partial file.</param>
    /// <param name="archive">The archive, for the most bytes that are taken.</param>
    /// <param name="total">The whole size in bytes; null when it is not known.</param>
    /// <param name="meter">Told how far it is.</param>
    /// <param name="watch">Told that bytes arrived.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="FetchFault">The body ended early, or did not end in time.</exception>
    /// <exception cref="MultiBoxException">The file cannot be written.</exception>
    public static async Task CopyAsync(
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
}
