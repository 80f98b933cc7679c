using MultiBox.Data;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Tests.Stages;

public sealed class FetchReportTests
{
    private readonly RecordingLog _log = new();
    private readonly List<ProgressLine> _lines = [];

    [Fact]
    public void A_log_gets_a_line_at_every_tenth_of_a_file_with_speed_and_time_left()
    {
        var report = new FetchReport(_log, _lines.Add);
        for (var done = 0L; done <= 400_000_000; done += 10_000_000) report.Report(Progress(Data.FetchStage.Downloading, done, 400_000_000, speed: 10_000_000));

        Assert.Equal(
            [
                "Fetch: a.tar: downloading 400.0 MB",
                "Fetch: a.tar: downloading 10 %, 10.0 MB/s, 0:36 left",
                "Fetch: a.tar: downloading 20 %, 10.0 MB/s, 0:32 left",
                "Fetch: a.tar: downloading 30 %, 10.0 MB/s, 0:28 left",
                "Fetch: a.tar: downloading 40 %, 10.0 MB/s, 0:24 left",
                "Fetch: a.tar: downloading 50 %, 10.0 MB/s, 0:20 left",
                "Fetch: a.tar: downloading 60 %, 10.0 MB/s, 0:16 left",
                "Fetch: a.tar: downloading 70 %, 10.0 MB/s, 0:12 left",
                "Fetch: a.tar: downloading 80 %, 10.0 MB/s, 0:08 left",
                "Fetch: a.tar: downloading 90 %, 10.0 MB/s, 0:04 left",
                "Fetch: a.tar: downloading 100 %, 10.0 MB/s",
            ],
            _log.Lines);
        Assert.Empty(_lines);
    }

    [Fact]
    public void Files_and_stages_are_told_apart_and_what_is_here_already_is_told()
    {
        var report = new FetchReport(_log, _lines.Add);
        report.Report(Progress(Data.FetchStage.Downloading, 1_500, 3_000));
        report.Report(Progress(Data.FetchStage.Downloading, 0, 20_000_000_000) with { File = "b.tar" });
        report.Report(Progress(Data.FetchStage.Downloading, 3_000, 3_000, speed: 500));
        report.Report(Progress(Data.FetchStage.Verifying, 0, 3_000));
        report.Report(Progress(Data.FetchStage.Downloading, 2_000_000_000, 20_000_000_000, speed: 2_000_000) with { File = "b.tar" });
        report.Report(Progress(Data.FetchStage.Unpacking, 0, 999));

        Assert.Equal(
            [
                "Fetch: a.tar: downloading 3.0 kB, 1.5 kB are here",
                "Fetch: b.tar: downloading 20.0 GB",
                "Fetch: a.tar: downloading 100 %, 500 bytes/s",
                "Fetch: a.tar: verifying 3.0 kB",
                "Fetch: b.tar: downloading 10 %, 2.0 MB/s, 2:30:00 left",
                "Fetch: a.tar: unpacking 999 bytes",
            ],
            _log.Lines);
    }

    [Fact]
    public void A_file_of_unknown_size_is_told_at_every_hundred_megabytes()
    {
        var report = new FetchReport(_log, _lines.Add);
        for (var done = 0L; done <= 250_000_000; done += 50_000_000) report.Report(Progress(Data.FetchStage.Downloading, done, null, speed: 50_000_000));

        Assert.Equal(
            [
                "Fetch: a.tar: downloading",
                "Fetch: a.tar: downloading 100.0 MB, 50.0 MB/s",
                "Fetch: a.tar: downloading 200.0 MB, 50.0 MB/s",
            ],
            _log.Lines);
    }

    [Fact]
    public void A_terminal_gets_live_lines_and_keeps_the_notes()
    {
        _log.IsInteractive = true;
        var report = new FetchReport(_log, _lines.Add);
        report.Report(Progress(Data.FetchStage.Downloading, 0, 100));
        report.Report(Progress(Data.FetchStage.Downloading, 25, 100, speed: 1));
        report.Report(new FetchProgress("a.tar", Data.FetchStage.Waiting, 0, null, "the connection was cut at 25 bytes; trying again in 1.0 s"));
        report.Report(Progress(Data.FetchStage.Downloading, 100, 100, speed: 1));
        report.Report(Progress(Data.FetchStage.Verifying, 100, 100));
        report.Report(Progress(Data.FetchStage.Unpacking, 10, null));
        report.Report(Progress(Data.FetchStage.Unpacking, 100, 100, speed: 7));

        Assert.Equal(
            [
                new("a.tar", "downloading", 0), new("a.tar", "downloading, 1 bytes/s, 1:15 left", 0.25), new("a.tar", "downloaded", 1),
                new("a.tar", "verified", 1), new("a.tar", "unpacking", null), new("a.tar", "unpacked", 1),
            ],
            _lines);
        Assert.Equal(["Fetch: a.tar: the connection was cut at 25 bytes; trying again in 1.0 s."], _log.Lines);
    }

    private static FetchProgress Progress(Data.FetchStage stage, long bytes, long? total, double? speed = null) =>
        new("a.tar", stage, bytes, total) { BytesPerSecond = speed };
}
