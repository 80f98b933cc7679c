using System.Globalization;
using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Lists the faults of all splits for people, and refuses what cannot be used.</summary>
internal static class PreparedFaults
{
    /// <summary>Writes the list of faults.</summary>
    /// <param name="splits">The splits.</param>
    /// <param name="classes">The classes, for messages.</param>
    /// <param name="reportFile">The file for the list.</param>
    /// <exception cref="MultiBoxException">A fault is to be refused, or a split has no image left.</exception>
    public static void Report(IReadOnlyList<SplitReading> splits, IReadOnlyList<string> classes, string reportFile)
    {
        var text = string.Join('\n', splits.Select(split => $"{split.Request.Name}: {split.Read.Report.ToText()}"));
        AtomicFile.WriteText(reportFile, text);
        BadDataReport.Merge(splits.Select(split => split.Read.Report)).ThrowIfRefused(reportFile);
        var empty = splits.Where(split => split.Read.Records.Count == 0).Select(split => WhyEmpty(split, classes, reportFile)).ToList();
        if (empty.Count > 0) throw new MultiBoxException(string.Join('\n', empty));
    }

    private static string WhyEmpty(SplitReading split, IReadOnlyList<string> classes, string reportFile)
    {
        var (request, read) = (split.Request, split.Read);
        var lists = string.Join(", ", request.Parts.SelectMany(part => part.ImageSets.Select(set => $"{part.Source}/{set}")));
        var text = new StringBuilder($"Split '{request.Name}' ({lists}) has no image left:");
        text.Append(CultureInfo.InvariantCulture, $" {read.Listed} listed");
        if (read.WithoutObjects > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", {read.WithoutObjects} without an object of {string.Join(", ", classes)}");
        }

        var dropped = read.Listed - read.WithoutObjects;
        if (dropped > 0) text.Append(CultureInfo.InvariantCulture, $", {dropped} dropped for bad data (see {reportFile})");
        return text.Append('.').ToString();
    }
}
