namespace MultiBox.Data;

/// <summary>The image sets that a split takes from one folder.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="ImageSets">Their names, e.g. <c>trainval</c>, read in this order.</param>
public sealed record VocSelection(VocFolder Folder, IReadOnlyList<string> ImageSets);
