using System.Globalization;
using MultiBox.Data;

namespace MultiBox.Pipeline.Stages;

/// <summary>
/// Shows how far fetching is: in a terminal a live line for each file, in a log a line at every tenth of a file, both with speed and time left.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="show">Shows a live line.</param>
internal sealed class FetchReport(IRunLog log, Action<ProgressLine> show) : IProgress<FetchProgress>
{
    private const int Steps = 10;

    // Where nobody knows the size, so many bytes are a step.
    private const long UnknownStep = 100_000_000;

    private readonly Dictionary<string, (Data.FetchStage Stage, long Step)> _reached = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Report(FetchProgress value)
    {
        if (value.Note is { } note)
        {
            log.Line($"Fetch: {value.File}: {note}.");
            return;
        }

        var doing = value.Stage.ToString().ToLowerInvariant();
        var pace = Pace(value);
        if (!log.IsInteractive) ReportStep(value, doing, pace);
        else if (value.Bytes == value.Total) show(new ProgressLine(value.File, Done(value.Stage), 1));
        else show(new ProgressLine(value.File, doing + pace, value.Total is > 0 and var total ? (double)value.Bytes / total : null));
    }

    // What waits for other files of its source is at work no more.
    private static string Done(Data.FetchStage stage) => stage switch
    {
        Data.FetchStage.Downloading => "downloaded",
        Data.FetchStage.Verifying => "verified",
        _ => "unpacked",
    };

    private void ReportStep(FetchProgress value, string doing, string pace)
    {
        var step = value.Total is > 0 and var total ? value.Bytes * Steps / total : value.Bytes / UnknownStep;
        var isNew = !_reached.TryGetValue(value.File, out var reached) || reached.Stage != value.Stage;
        if (isNew)
        {
            var size = value.Total is { } whole ? " " + Size(whole) : "";
            var here = value.Bytes > 0 ? $", {Size(value.Bytes)} are here" : "";
            log.Line($"Fetch: {value.File}: {doing}{size}{here}");
        }
        else if (step > reached.Step)
        {
            var done = value.Total is > 0 ? string.Create(CultureInfo.InvariantCulture, $"{step * 100 / Steps} %") : Size(value.Bytes);
            log.Line($"Fetch: {value.File}: {doing} {done}{pace}");
        }
        else
        {
            return;
        }

        _reached[value.File] = (value.Stage, step);
    }

    private static string Pace(FetchProgress value)
    {
        if (value.BytesPerSecond is not { } speed) return "";
        var left = value.Remaining is { TotalSeconds: >= 1 } remaining ? $", {Time(remaining)} left" : "";
        return $", {Size((long)speed)}/s{left}";
    }

    private static string Time(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");

    private static string Size(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}
