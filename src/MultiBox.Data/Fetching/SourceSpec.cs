namespace MultiBox.Data;

/// <summary>A source of images as an experiment names it.</summary>
/// <param name="Name">Its name, which is also its folder's, e.g. <c>VOC2007</c>; case does not matter.</param>
public sealed record SourceSpec(string Name)
{
    /// <summary>How the source keeps its data.</summary>
    /// <value>Default VOC.</value>
    public IDatasetFormat Format { get; init; } = DatasetFormats.Voc;

    /// <summary>The folder in that format, absolute or relative to the data folder; null to look for it by name.</summary>
    public string? Root { get; init; }

    /// <summary>The archives that make it up, unpacked over each other; none to take those of the catalogue, if it knows the name.</summary>
    public IReadOnlyList<ArchiveSpec> Archives { get; init; } = [];
}
