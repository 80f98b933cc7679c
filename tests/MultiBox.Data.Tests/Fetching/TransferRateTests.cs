namespace MultiBox.Data.Tests.Fetching;

public sealed class TransferRateTests
{
    private readonly ManualTime _time = new();
    private readonly List<FetchProgress> _reports = [];

    [Fact]
    public void A_steady_transfer_has_its_speed_from_the_first_sample()
    {
        var rate = new TransferRate(_time, 500);

        Assert.Null(rate.Sample(500));
        for (var i = 1; i <= 3; i++)
        {
            _time.Advance(0.5);
            Assert.Equal(2000, rate.Sample(500 + (1000 * i))!.Value, 6);
        }
    }

    [Fact]
    public void A_change_of_speed_is_followed_within_seconds_but_not_at_once()
    {
        var rate = new TransferRate(_time, 0);
        _time.Advance(60);
        rate.Sample(60_000);
        _time.Advance(1);

        // Nothing for a second: 1000 * exp(-1/5).
        Assert.Equal(818.73, rate.Sample(60_000)!.Value, 2);
        _time.Advance(19);
        Assert.Equal(18.32, rate.Sample(60_000)!.Value, 2);
    }

    [Fact]
    public void The_time_left_follows_from_speed_and_rest()
    {
        var progress = new FetchProgress("a", FetchStage.Downloading, 400, 1000) { BytesPerSecond = 20 };

        Assert.Equal(TimeSpan.FromSeconds(30), progress.Remaining);
        Assert.Null((progress with { Total = null }).Remaining);
        Assert.Null((progress with { BytesPerSecond = 0 }).Remaining);
        Assert.Null((progress with { BytesPerSecond = 1e-9 }).Remaining);
        Assert.Null((progress with { BytesPerSecond = null }).Remaining);
        Assert.Equal(TimeSpan.Zero, (progress with { Bytes = 1001 }).Remaining);
    }

    [Fact]
    public void Reports_come_at_the_beginning_at_the_end_and_no_oftener_than_asked_for_in_between()
    {
        var meter = new ProgressMeter("a", new List(_reports), TimeSpan.FromSeconds(0.2), _time);

        meter.Begin(FetchStage.Downloading, 100, 1000);
        for (var i = 1; i <= 9; i++)
        {
            _time.Advance(0.1);
            meter.Advance(100 * (1 + i));
        }

        meter.End(1000);

        Assert.Equal([100, 300, 500, 700, 900, 1000], _reports.Select(report => report.Bytes));
        Assert.Equal([null, 1000.0, 1000.0, 1000.0, 1000.0, 1000.0], _reports.Select(report => report.BytesPerSecond is { } speed ? Math.Round(speed) : (double?)null));
        Assert.Equal(0.1, _reports[4].Remaining!.Value.TotalSeconds, 4);
    }

    [Fact]
    public void What_was_there_before_is_no_speed()
    {
        var meter = new ProgressMeter("a", new List(_reports), TimeSpan.Zero, _time);

        meter.Begin(FetchStage.Downloading, 1_000_000, 1_001_000);
        _time.Advance(1);
        meter.Advance(1_000_500);

        Assert.Equal(500, _reports[^1].BytesPerSecond!.Value, 6);
    }

    private sealed class List(List<FetchProgress> reports) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => reports.Add(value);
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1_000_000;

        public void Advance(double seconds) => _now += (long)Math.Round(seconds * TimestampFrequency);

        public override long GetTimestamp() => _now;
    }
}
