using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using MultiBox.Abstractions;

namespace MultiBox.Build.Testing;

/// <summary>The results of one test project, or of a part of it, as <c>dotnet test</c> writes them.</summary>
/// <param name="Project">The test project, and the part: the file's name without its extension.</param>
/// <param name="Counts">How its tests ended.</param>
/// <param name="Duration">From start to finish.</param>
/// <param name="Completed">Whether the run came to its end; false when the test process broke off.</param>
public sealed record TrxFile(string Project, TestCounts Counts, TimeSpan Duration, bool Completed)
{
    private static readonly XNamespace Schema = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Reads one file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">It is no trx file, or was cut short.</exception>
    public static TrxFile Read(string path)
    {
        try
        {
            var run = XDocument.Load(path).Root;
            var times = run?.Element(Schema + "Times");
            var summary = run?.Element(Schema + "ResultSummary");
            var counters = summary?.Element(Schema + "Counters") ?? throw new XmlException("it has no counters");
            var passed = Number(counters, "passed");
            var failed = Number(counters, "failed") + Number(counters, "error") + Number(counters, "timeout") + Number(counters, "aborted");
            // Skipped tests are in the total, but 'notExecuted' stays 0.
            var skipped = Math.Max(0, Number(counters, "total") - passed - failed);
            return new TrxFile(
                Path.GetFileNameWithoutExtension(path),
                new TestCounts(passed, failed, skipped),
                Time(times, "finish") - Time(times, "start"),
                (string?)summary.Attribute("outcome") == "Completed" || failed > 0);
        }
        catch (Exception exception) when (exception is XmlException or FormatException)
        {
            throw new MultiBoxException($"{path}: not a file of test results: {exception.Message} Run the tests again.", exception);
        }
    }

    private static int Number(XElement counters, string name) => (int?)counters.Attribute(name) ?? 0;

    private static DateTimeOffset Time(XElement? times, string name) => (string?)times?.Attribute(name) is { } text
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)
        : default;
}
