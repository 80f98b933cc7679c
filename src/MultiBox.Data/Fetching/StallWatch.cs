using System.Globalization;

namespace MultiBox.Data;

/// <summary>Ends a download that stands still, or drips.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly FetchOptions _options;
    private readonly CancellationTokenSource _source;
    private TimeSpan _limit;
    private long _arrived;

    /// <summary>Begins to wait for the answer.</summary>
    public StallWatch(FetchOptions options, TimeProvider time)
    {
        (_options, _limit) = (options, options.ResponseTimeout);
        _source = new CancellationTokenSource(_limit, time);
    }

    /// <summary>Cancelled when too little arrived in time.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What was waited for in vain.</summary>
    public string Fault => _arrived == 0
        ? string.Create(CultureInfo.InvariantCulture, $"no data for {_limit.TotalSeconds:0.###} s")
        : string.Create(CultureInfo.InvariantCulture, $"only {_arrived} bytes in {_limit.TotalSeconds:0.###} s");

    /// <summary>The answer is there; its bytes follow.</summary>
    public void Begin()
    {
        _limit = _options.StallTimeout;
        Restart();
    }

    /// <summary>Bytes arrived.</summary>
    public void Arrived(int bytes)
    {
        _arrived += bytes;
        if (_arrived >= _options.LeastBytes) Restart();
    }

    public void Dispose() => _source.Dispose();

    private void Restart()
    {
        _arrived = 0;
        _source.CancelAfter(_limit);
    }
}
