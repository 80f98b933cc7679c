using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>The messages that all readers and writers share.</summary>
internal static class WeightFaults
{
    /// <summary>What to do about a file that is not there or not whole.</summary>
    public const string Advice = "Fetch or make it again, or use another.";

    private const int Longest = 300;

    /// <summary>A file that breaks its format's rules.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The format's name.</param>
    /// <param name="why">What is wrong, where; a long text is cut, as it may be the file's.</param>
    public static MultiBoxException Damaged(string path, string format, string why) =>
        new($"{path}: not a whole {format} file: {Cut(why)}. {Advice}");

    /// <summary>A file that asks for what is never done.</summary>
    /// <param name="path">The file.</param>
    /// <param name="why">What it asks for, where.</param>
    public static MultiBoxException Refused(string path, string why) =>
        new($"{path}: refused: {Cut(why)}. Only tensors are read, nothing of a file is ever run. Export the weights alone, e.g. as safetensors.");

    /// <summary>Tensors that a format has no place for.</summary>
    /// <param name="path">The file that was to be written.</param>
    /// <param name="format">The format's name.</param>
    /// <param name="faults">A line for each.</param>
    public static MultiBoxException Unwritable(string path, string format, IReadOnlyList<string> faults) =>
        new($"{path}: not written, as {format} files cannot hold:\n  {Lines(faults)}");

    /// <summary>The first of many lines, indented, and how many more there are.</summary>
    public static string Lines(IReadOnlyList<string> lines)
    {
        const int listed = 20;
        return string.Join("\n  ", lines.Take(listed)) + (lines.Count > listed ? $"\n  and {lines.Count - listed} more" : "");
    }

    /// <summary>A text of the file's, short enough to be shown.</summary>
    public static string Cut(string text) => text.Length <= Longest ? text : $"{text.AsSpan(0, Longest)}...";
}
