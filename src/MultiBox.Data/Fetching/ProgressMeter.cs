namespace MultiBox.Data;

/// <summary>Reports how far one archive is, with its speed, and not too often. For one thread at a time.</summary>
/// <param name="file">The archive's file name.</param>
/// <param name="progress">Who is told; null for nobody.</param>
/// <param name="interval">The least time between two reports of the same stage.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressMeter(string file, IProgress<FetchProgress>? progress, TimeSpan interval, TimeProvider time)
{
    private FetchStage _stage;
    private long? _total;
    private long _reported;
    private TransferRate _rate = new(time, 0);

    /// <summary>A stage begins.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="bytes">How many bytes are done already.</param>
    /// <param name="total">How many there are; null when that is not known.</param>
    public void Begin(FetchStage stage, long bytes, long? total)
    {
        (_stage, _total, _reported, _rate) = (stage, total, time.GetTimestamp(), new TransferRate(time, bytes));
        progress?.Report(new FetchProgress(file, stage, bytes, total));
    }

    /// <summary>The stage goes on.</summary>
    public void Advance(long bytes)
    {
        if (progress is null || time.GetElapsedTime(_reported) < interval) return;
        Report(bytes);
    }

    /// <summary>The stage is done.</summary>
    public void End(long bytes)
    {
        if (progress is not null) Report(bytes);
    }

    /// <summary>Something happened that people should read.</summary>
    public void Note(string note) => progress?.Report(new FetchProgress(file, FetchStage.Waiting, 0, null, note));

    private void Report(long bytes)
    {
        _reported = time.GetTimestamp();
        progress!.Report(new FetchProgress(file, _stage, bytes, _total) { BytesPerSecond = _rate.Sample(bytes) });
    }
}
