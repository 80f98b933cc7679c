namespace MultiBox.Data;

/// <summary>The speed of a transfer, averaged with weights that fade within seconds, so that it neither jumps nor lags.</summary>
/// <param name="time">The clock.</param>
/// <param name="bytes">How many bytes are done at the beginning.</param>
internal sealed class TransferRate(TimeProvider time, long bytes)
{
    // What is this old counts 1/e.
    private const double FadingSeconds = 5;

    private long _bytes = bytes;
    private long _stamp = time.GetTimestamp();
    private double _weighted;
    private double _weight;

    /// <summary>Takes a new count.</summary>
    /// <param name="bytes">How many bytes are done now.</param>
    /// <returns>The speed in bytes a second; null until time has passed.</returns>
    public double? Sample(long bytes)
    {
        var now = time.GetTimestamp();
        var seconds = time.GetElapsedTime(_stamp, now).TotalSeconds;
        if (seconds > 0)
        {
            var kept = Math.Exp(-seconds / FadingSeconds);
            _weighted = (_weighted * kept) + ((bytes - _bytes) / seconds * (1 - kept));
            _weight = (_weight * kept) + 1 - kept;
            (_bytes, _stamp) = (bytes, now);
        }

        // The weights do not sum up to one at the beginning.
        return _weight > 0 ? Math.Max(0, _weighted / _weight) : null;
    }
}
