namespace Cake.Frosting.Tests;

/// <summary>A service that tasks take in their constructors to write down that they ran.</summary>
public sealed class Journal
{
    private readonly List<string> _entries = [];

    public string Text => string.Join(' ', _entries);

    public void Add(string entry) => _entries.Add(entry);
}
