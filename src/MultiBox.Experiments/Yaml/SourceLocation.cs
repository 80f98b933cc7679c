namespace MultiBox.Experiments;

/// <summary>Where a value was written: a place in a file, or an override of the command line.</summary>
/// <param name="Source">The file as shown to people, or the override, e.g. <c>--set train.epochs</c>.</param>
/// <param name="Line">The line, from 1; 0 for an override.</param>
/// <param name="Column">The column, from 1; 0 for an override.</param>
public sealed record SourceLocation(string Source, int Line, int Column)
{
    /// <summary>An override of one key by the command line.</summary>
    /// <param name="keyPath">The key, e.g. <c>train.epochs</c>.</param>
    public static SourceLocation Override(string keyPath) => new($"{OverridePrefix}{keyPath}", 0, 0);

    /// <summary><c>file:line:column</c>, or the override.</summary>
    public override string ToString() => IsOverride ? Source : $"{Source}:{Line}:{Column}";

    /// <summary>Whether the value comes from the command line.</summary>
    public bool IsOverride => Line == 0;

    internal const string OverridePrefix = "--set ";
}
