using System.Globalization;

namespace MultiBox.Data;

/// <summary>One fault found in a data set and what was done about it.</summary>
/// <param name="File">The file at fault.</param>
/// <param name="Line">The line, counted from 1; 0 when the fault has none (a missing file).</param>
/// <param name="What">The fault in a few words, e.g. <c>the box has no area</c>.</param>
/// <param name="Expected">What a valid file would hold.</param>
/// <param name="Found">What it holds.</param>
/// <param name="Action">What was done.</param>
public sealed record BadDataEntry(string File, int Line, string What, string Expected, string Found, BadDataAction Action)
{
    /// <summary>One line for people: <c>file:line what: expected ..., found ... (object dropped).</c></summary>
    public override string ToString()
    {
        var place = Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}") : File;
        return $"{place} {What}: expected {Expected}, found {Found} ({Describe(Action)}).";
    }

    private static string Describe(BadDataAction action) => action switch
    {
        BadDataAction.Refused => "refused",
        BadDataAction.ObjectDropped => "object dropped",
        BadDataAction.ImageDropped => "image dropped",
        BadDataAction.Repaired => "repaired",
        BadDataAction.LineSkipped => "line skipped",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Unknown action."),
    };
}
