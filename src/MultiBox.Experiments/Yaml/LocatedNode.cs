namespace MultiBox.Experiments;

/// <summary>A YAML value that knows where it was written. Immutable; aliases share nodes.</summary>
internal abstract class LocatedNode(SourceLocation location)
{
    public SourceLocation Location { get; } = location;

    /// <summary>The number of nodes in the tree below and with this one, aliases counted each time they occur.</summary>
    public abstract long Size { get; }

    /// <summary>The kind in words, with an article, for faults.</summary>
    public abstract string Kind { get; }
}

/// <summary>A scalar: its text, and whether it was written without quotes.</summary>
internal sealed class LocatedScalar(string text, bool isPlain, SourceLocation location) : LocatedNode(location)
{
    public string Text { get; } = text;

    public bool IsPlain { get; } = isPlain;

    public override long Size => 1;

    public override string Kind => IsNull ? "nothing" : $"'{Text}'";

    /// <summary>An empty value, <c>~</c> or <c>null</c> (YAML 1.2 core schema).</summary>
    public bool IsNull => IsPlain && (Text is "" or "~" or "null" or "Null" or "NULL");
}

/// <summary>A sequence.</summary>
internal sealed class LocatedList(IReadOnlyList<LocatedNode> items, SourceLocation location) : LocatedNode(location)
{
    public IReadOnlyList<LocatedNode> Items { get; } = items;

    public override long Size { get; } = 1 + items.Sum(item => item.Size);

    public override string Kind => "a list";
}

/// <summary>One key of a map with its value.</summary>
internal sealed record LocatedEntry(string Key, SourceLocation KeyLocation, LocatedNode Value);

/// <summary>A mapping; its keys are unique and in the order of the file.</summary>
internal sealed class LocatedMap(IReadOnlyList<LocatedEntry> entries, SourceLocation location) : LocatedNode(location)
{
    public IReadOnlyList<LocatedEntry> Entries { get; } = entries;

    public override long Size { get; } = 1 + entries.Sum(entry => entry.Value.Size);

    public override string Kind => "a map";

    public LocatedEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);

    public LocatedMap Without(string key) => new([.. Entries.Where(entry => entry.Key != key)], Location);

    /// <summary>The map with the entry put in the place of its namesake, or added at the end.</summary>
    public LocatedMap With(LocatedEntry entry) => Find(entry.Key) is null
        ? new([.. Entries, entry], Location)
        : new([.. Entries.Select(old => old.Key == entry.Key ? entry : old)], Location);
}
