namespace MultiBox.Data;

/// <summary>The public sources that MultiBox knows how to fetch.</summary>
/// <param name="sources">The sources, each with its archives.</param>
public sealed class SourceCatalogue(IEnumerable<SourceSpec> sources)
{
    private const string Voc = "http://host.robots.ox.ac.uk/pascal/VOC/";
    private const string Mirror = "https://pjreddie.com/media/files/";

    private readonly Dictionary<string, SourceSpec> _sources = sources.ToDictionary(source => source.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// PASCAL VOC 2007 (trainval and test), PASCAL VOC 2012 (trainval; its test annotations are not public) and BCCD.
    /// The sums of PASCAL VOC are the published ones. BCCD is the head of a repository, for which no sum is published: a cap on
    /// its size and the check of its layout stand in.
    /// </summary>
    public static SourceCatalogue BuiltIn { get; } = new(
    [
        new SourceSpec("VOC2007")
        {
            Archives =
            [
                VocArchive("voc2007/", "VOCtrainval_06-Nov-2007.tar", "VOC2007", 440_000_000, "c52e279531787c972589f7e41ab4ae64", "34ed68851bce2a36e2a223fa52c661d592c66b3c"),
                VocArchive("voc2007/", "VOCtest_06-Nov-2007.tar", "VOC2007", 430_000_000, "b6e924de25625d8de591ea690078ad9f", "41a8d6e12baa5ab18ee7f8f8029b9e11805b4ef1"),
            ],
        },
        new SourceSpec("VOC2012")
        {
            Archives =
            [
                VocArchive("voc2012/", "VOCtrainval_11-May-2012.tar", "VOC2012", 1_900_000_000, "6cd6e144f989b92b3379bac3b3de84fd", "4e443f8a2eca6b1dac8a6c57641b67dd40621a49"),
            ],
        },
        new SourceSpec("BCCD")
        {
            Archives =
            [
                new ArchiveSpec
                {
                    FileName = "BCCD_Dataset-master.zip",
                    Urls = ["https://github.com/Shenggan/BCCD_Dataset/archive/refs/heads/master.zip"],
                    Folder = "BCCD_Dataset-master/BCCD",
                    MaxBytes = 200L << 20,
                    MaxUnpackedBytes = 400L << 20,
                },
            ],
        },
    ]);

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => _sources.Keys.Order(StringComparer.OrdinalIgnoreCase).ToList();

    /// <summary>Completes a source with the catalogue's archives when the experiment gives none of its own.</summary>
    /// <param name="source">The source as the experiment names it.</param>
    /// <returns>The source, with archives when any are known; its name and root stay.</returns>
    public SourceSpec Complete(SourceSpec source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Archives.Count == 0 && _sources.TryGetValue(source.Name, out var known)
            ? source with { Archives = known.Archives }
            : source;
    }

    private static ArchiveSpec VocArchive(string path, string file, string year, long bytes, string md5, string sha1) => new()
    {
        FileName = file,
        Urls = [Voc + path + file, Mirror + file],
        Folder = "VOCdevkit/" + year,
        ApproximateBytes = bytes,
        Md5 = md5,
        Sha1 = sha1,
        MaxBytes = 4L << 30,
        MaxUnpackedBytes = 8L << 30,
    };
}
