namespace MultiBox.Data;

/// <summary>A source that is not on this machine.</summary>
/// <param name="Source">The source with the archives it can be fetched from, if any.</param>
/// <param name="LookedIn">The folders that were looked at, each with what it lacks.</param>
public sealed record MissingSource(SourceSpec Source, IReadOnlyList<string> LookedIn)
{
    /// <summary>Whether it can be fetched. One with a root of its own cannot: the user says where it is.</summary>
    public bool CanBeFetched => Source.Root is null && Source.Archives.Count > 0;
}
