using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>One fault of an experiment, with all that a person needs to mend it.</summary>
/// <param name="Location">Where, or null when the value was not read from anywhere.</param>
/// <param name="KeyPath">The key, e.g. <c>train.epochs</c>; empty for the file as a whole.</param>
/// <param name="What">What is wrong, without a full stop.</param>
/// <param name="Expected">What would be right, or null.</param>
/// <param name="Found">What is there, with its quotes, or null.</param>
/// <param name="Hint">A sentence on what to do, or null.</param>
internal sealed record Fault(
    SourceLocation? Location, string KeyPath, string What, string? Expected = null, string? Found = null, string? Hint = null)
{
    /// <summary><c>file:line:column key.path: what. Expected ..., found '...'. Did you mean 'x'?</c></summary>
    public override string ToString()
    {
        var text = new StringBuilder(Location?.ToString());
        // An override's location is its key: "--set train.epochs train.epochs:" would say it twice.
        if (KeyPath.Length > 0 && Location?.ToString() != SourceLocation.OverridePrefix + KeyPath)
        {
            text.Append(text.Length > 0 ? " " : "").Append(KeyPath);
        }

        text.Append(text.Length > 0 ? ": " : "").Append(What).Append(What.EndsWith('?') ? "" : ".");
        text.Append((Expected, Found) switch
        {
            (null, null) => "",
            (null, _) => $" Found {Found}.",
            (_, null) => $" Expected {Expected}.",
            _ => $" Expected {Expected}, found {Found}.",
        });
        if (Hint is not null) text.Append(' ').Append(Hint);
        return text.ToString();
    }

    /// <summary>A long or many-line value, shortened for a message.</summary>
    public static string Quote(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= 60 ? $"'{line}'" : $"'{line[..57]}...'";
    }

    /// <summary>All faults in the order of their files and lines as one exception.</summary>
    public static MultiBoxException ToException(IEnumerable<Fault> faults) => new(string.Join(
        '\n',
        faults.Select((fault, index) => (fault, index))
            .OrderBy(x => x.fault.Location?.IsOverride ?? true)
            .ThenBy(x => x.fault.Location?.Source, StringComparer.Ordinal)
            .ThenBy(x => x.fault.Location?.Line).ThenBy(x => x.fault.Location?.Column).ThenBy(x => x.index)
            .Select(x => x.fault.ToString()).Distinct()));
}
