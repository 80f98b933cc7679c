namespace MultiBox.Data;

/// <summary>One split, read, checked and packed.</summary>
/// <param name="Name">Its name, e.g. <c>train</c>.</param>
/// <param name="Records">Its images in the order of the lists.</param>
/// <param name="Fingerprint">
/// SHA-256 over the classes and, for each image in order, its source, name, kept objects, annotation, original picture and how that
/// was shrunk, if it was: equal data gives equal fingerprints on every machine.
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
    int WithoutObjects)
{
    /// <summary>The file with its pictures; null for records that were not packed.</summary>
    /// <value>Owned by the <see cref="PreparedDataset"/>.</value>
    public DatasetPack? Pack { get; init; }

    /// <summary>Its pictures: those of the pack, else of the sources.</summary>
    public IEncodedPictures Pictures => Pack is { } pack ? pack : new SourcePictures(Records);

    /// <summary>The number of objects in all images, difficult ones included.</summary>
    public int ObjectCount => ClassCounts.Sum(count => count.Objects);

    /// <summary>The split of an open pack.</summary>
    /// <param name="pack">The pack.</param>
    internal static PreparedSplit Of(DatasetPack pack)
    {
        var index = pack.Index;
        return new PreparedSplit(
            index.Name, index.Records, index.Fingerprint, ClassCount.Of(index.Classes, index.Records), index.Report, index.Listed, index.WithoutObjects)
        {
            Pack = pack,
        };
    }
}
