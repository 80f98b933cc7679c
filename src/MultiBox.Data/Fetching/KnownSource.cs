namespace MultiBox.Data;

/// <summary>A source that the catalogue knows how to fetch.</summary>
/// <param name="Name">Its name, e.g. <c>VOC2007</c>; case does not matter.</param>
/// <param name="Format">The name of its format, see <see cref="IDatasetFormat.Name"/>.</param>
/// <param name="Archives">The archives that make it up, unpacked over each other.</param>
public sealed record KnownSource(string Name, string Format, IReadOnlyList<ArchiveSpec> Archives);
