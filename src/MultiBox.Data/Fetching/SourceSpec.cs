namespace MultiBox.Data;

/// <summary>A source of images as an experiment names it.</summary>
/// <param name="Name">Its name, which is also its folder's, e.g. <c>VOC2007</c>; case does not matter.</param>
public sealed record SourceSpec(string Name)
{
    /// <summary>The folder in VOC's layout, absolute or relative to the data folder; null to look for it by name.</summary>
    public string? Root { get; init; }

    /// <summary>The archives that make it up, unpacked over each other; none to take those of the catalogue, if it knows the name.</summary>
    public IReadOnlyList<ArchiveSpec> Archives { get; init; } = [];
}
