using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>The sources that MultiBox knows how to fetch, by name without regard to case.</summary>
/// <param name="sources">The sources; each name once.</param>
public sealed class SourceCatalogue(IEnumerable<KnownSource> sources)
{
    private readonly Dictionary<string, KnownSource> _sources = sources.ToDictionary(source => source.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>A catalogue that knows none.</summary>
    public static SourceCatalogue Empty { get; } = new([]);

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => [.. _sources.Values.Select(source => source.Name).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Completes a source with the catalogue's archives when the experiment gives none of its own.</summary>
    /// <param name="source">The source as the experiment names it.</param>
    /// <returns>The source, with archives when any are known; its name and root stay.</returns>
    /// <exception cref="MultiBoxException">The experiment names another format than the catalogue.</exception>
    public SourceSpec Complete(SourceSpec source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Root is not null || source.Archives.Count > 0 || !_sources.TryGetValue(source.Name, out var known)) return source;
        return source.Format.Name == known.Format
            ? source with { Archives = known.Archives }
            : throw new MultiBoxException(
                $"Source '{source.Name}' has format '{source.Format.Name}', but the source of that name in the catalogue has '{known.Format}'. "
                + "Correct its 'format', list its 'archives', or give it another name.");
    }
}
