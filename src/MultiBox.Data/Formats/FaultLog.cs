using System.Globalization;

namespace MultiBox.Data;

/// <summary>Where a fault is.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, counted from 1; 0 for none.</param>
/// <param name="Subject">What the fault is about where a line does not say it, before the words of the fault, e.g. <c>annotation 12: </c>.</param>
internal readonly record struct FaultPlace(string File, int Line, string Subject = "");

/// <summary>Collects faults together with what the policy does about each.</summary>
/// <param name="policy">The policy.</param>
internal sealed class FaultLog(BadDataPolicy policy)
{
    private const int LongestText = 400;

    private readonly List<BadDataEntry> _entries = [];

    /// <summary>The faults so far, in the order found.</summary>
    public IReadOnlyList<BadDataEntry> Entries => _entries;

    /// <summary>Notes a fault that nothing mends.</summary>
    /// <param name="action">What is left out for it, unless the data set is refused.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="what">The fault in a few words.</param>
    /// <param name="expected">What a valid file would hold.</param>
    /// <param name="found">What it holds.</param>
    public void Add(BadDataAction action, FaultPlace place, string what, string expected, string found) => _entries.Add(new BadDataEntry(
        place.File, place.Line, place.Subject + Cut(what), Cut(expected), Cut(found), policy == BadDataPolicy.Fail ? BadDataAction.Refused : action));

    /// <summary>Notes a fault that can be mended, which happens where the policy is to repair.</summary>
    /// <param name="otherwise">What is left out for it where the policy is another.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="what">The fault in a few words.</param>
    /// <param name="expected">What a valid file would hold.</param>
    /// <param name="found">What it holds.</param>
    /// <returns>Whether the caller is to mend it.</returns>
    public bool Mend(BadDataAction otherwise, FaultPlace place, string what, string expected, string found)
    {
        var repair = policy == BadDataPolicy.Repair;
        Add(repair ? BadDataAction.Repaired : otherwise, place, what, expected, found);
        return repair;
    }

    /// <summary>Appends the faults of another log.</summary>
    /// <param name="other">The log.</param>
    public void Add(FaultLog other) => Add(other._entries);

    /// <summary>Appends faults that another log noted.</summary>
    /// <param name="entries">The faults.</param>
    public void Add(IEnumerable<BadDataEntry> entries) => _entries.AddRange(entries);

    /// <summary>Notes that an image is listed again; its first mention counts.</summary>
    /// <param name="name">The image.</param>
    /// <param name="again">Where it is listed again.</param>
    /// <param name="first">Where it is listed first.</param>
    public void AddRepeated(string name, FaultPlace again, FaultPlace first) => Add(
        BadDataAction.LineSkipped, again, $"'{name}' is listed twice", "each image once",
        string.Create(CultureInfo.InvariantCulture, $"it at {first.File}{(first.Line > 0 ? $":{first.Line}" : "")} too"));

    /// <summary>Whether an object was dropped for one of the faults from an index on.</summary>
    /// <param name="start">The index.</param>
    public bool DroppedObjectSince(int start) => _entries.Skip(start).Any(entry => entry.Action == BadDataAction.ObjectDropped);

    // A value may be as long as its file; the fault is clear without all of it.
    private static string Cut(string text) => text.Length <= LongestText ? text : $"{text.AsSpan(0, LongestText)}...";
}
