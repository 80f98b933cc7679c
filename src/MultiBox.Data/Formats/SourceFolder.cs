namespace MultiBox.Data;

/// <summary>A source that is on this machine.</summary>
/// <param name="Name">The source's name, e.g. <c>VOC2007</c>.</param>
/// <param name="Format">How it keeps its data.</param>
/// <param name="Root">The folder's absolute path.</param>
public sealed record SourceFolder(string Name, IDatasetFormat Format, string Root);
