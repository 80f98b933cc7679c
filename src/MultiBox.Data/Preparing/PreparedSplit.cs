namespace MultiBox.Data;

/// <summary>One split, read, checked and indexed.</summary>
/// <param name="Name">Its name, e.g. <c>train</c>.</param>
/// <param name="Records">Its images in the order of the lists.</param>
/// <param name="Fingerprint">
/// SHA-256 over the classes and, for each image in order, its source, name, kept objects, annotation and picture: equal data gives
/// equal fingerprints on every machine.
/// </param>
/// <param name="ClassCounts">The classes in the order of their labels.</param>
/// <param name="Report">Every fault and what was done about it.</param>
/// <param name="Listed">How many images the lists name.</param>
/// <param name="WithoutObjects">How many of them were left out for holding no object of the classes.</param>
public sealed record PreparedSplit(
    string Name,
    IReadOnlyList<ImageRecord> Records,
    string Fingerprint,
    IReadOnlyList<ClassCount> ClassCounts,
    BadDataReport Report,
    int Listed,
    int WithoutObjects);
