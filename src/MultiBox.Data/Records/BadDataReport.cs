using System.Globalization;
using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Every fault found while reading a data set, in the order of the image sets and of the lines in each file.</summary>
/// <param name="Entries">The faults.</param>
public sealed record BadDataReport(IReadOnlyList<BadDataEntry> Entries)
{
    /// <summary>How many faults an error message lists before it says "and N more".</summary>
    public const int ListedInMessage = 50;

    /// <summary>A report without faults.</summary>
    public static BadDataReport Empty { get; } = new([]);

    /// <summary>The number of faults that were treated in one way.</summary>
    /// <param name="action">The way.</param>
    public int Count(BadDataAction action) => Entries.Count(entry => entry.Action == action);

    /// <summary>Several reports as one, in the order given, each fault once.</summary>
    /// <param name="reports">The reports.</param>
    public static BadDataReport Merge(IEnumerable<BadDataReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        return new BadDataReport(reports.SelectMany(report => report.Entries).Distinct().ToList());
    }

    /// <summary>One line for people, e.g. <c>3 faults: 2 objects dropped, 1 repaired</c>; "no faults" when there are none.</summary>
    public string Summary()
    {
        if (Entries.Count == 0) return "no faults";
        var parts = new List<string>();
        AddPart(parts, BadDataAction.Refused, "refused", "refused");
        AddPart(parts, BadDataAction.ObjectDropped, "object dropped", "objects dropped");
        AddPart(parts, BadDataAction.ImageDropped, "for which the image was dropped", "for which the image was dropped");
        AddPart(parts, BadDataAction.Repaired, "repaired", "repaired");
        AddPart(parts, BadDataAction.LineSkipped, "line skipped", "lines skipped");
        return string.Create(CultureInfo.InvariantCulture, $"{Entries.Count} {(Entries.Count == 1 ? "fault" : "faults")}: {string.Join(", ", parts)}");
    }

    /// <summary>The whole list for people, a fault a line, after the summary.</summary>
    public string ToText()
    {
        var text = new StringBuilder(Summary()).Append(Entries.Count == 0 ? ".\n" : ".\n\n");
        foreach (var entry in Entries) text.Append(entry).Append('\n');
        return text.ToString();
    }

    /// <summary>Ends the work when any fault was refused (<see cref="BadDataPolicy.Fail"/>).</summary>
    /// <param name="reportFile">Where the caller wrote <see cref="ToText"/>, named in the message; null when it did not.</param>
    /// <exception cref="MultiBoxException">A fault was refused; the message lists the first <see cref="ListedInMessage"/> of them.</exception>
    public void ThrowIfRefused(string? reportFile = null)
    {
        var refused = Entries.Where(entry => entry.Action == BadDataAction.Refused).ToList();
        if (refused.Count == 0) return;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"The data set has {refused.Count} {(refused.Count == 1 ? "fault" : "faults")}, and on_bad_data is 'fail':");
        foreach (var entry in refused.Take(ListedInMessage)) text.Append("\n  ").Append(entry);
        if (refused.Count > ListedInMessage) text.Append(CultureInfo.InvariantCulture, $"\n  and {refused.Count - ListedInMessage} more");
        if (reportFile is not null) text.Append(CultureInfo.InvariantCulture, $"\nAll of them are listed in {reportFile}.");
        text.Append("\nMend the files, or set on_bad_data to 'drop' or 'repair'.");
        throw new MultiBoxException(text.ToString());
    }

    private void AddPart(List<string> parts, BadDataAction action, string one, string many)
    {
        var count = Count(action);
        if (count > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}"));
    }
}
