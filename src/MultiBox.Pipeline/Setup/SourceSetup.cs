using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Experiments;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Setup;

/// <summary>Turns the sources of an experiment and of the catalogue into the terms of MultiBox.Data.</summary>
internal static class SourceSetup
{
    public static SourceLookup Locate(WorkContext work) => new SourceLocator(work.Options.DataFolder, Catalogue(work.Options))
        .Locate([.. work.Experiment.Dataset.Sources.Select(source => Spec(work, source))]);

    /// <summary>The shipped catalogue with the user's own over it.</summary>
    /// <exception cref="MultiBoxException">All faults of both files.</exception>
    public static SourceCatalogue Catalogue(WorkbenchOptions options) => new(SourceFiles.Read(options.RepositoryRoot, options.DataFolder)
        .Select(source => new KnownSource(source.Name, FormatName(source.Format), [.. source.Archives.Select(archive => Archive(archive, owner: null))])));

    /// <summary>An archive with the limits that follow from what is stated.</summary>
    /// <param name="archive">The archive as the file has it.</param>
    /// <param name="owner">The source of an experiment's own archive: its name keeps files of different experiments apart; null for the catalogue's.</param>
    public static ArchiveSpec Archive(DataArchive archive, string? owner)
    {
        var name = archive.FileName();
        var spec = new ArchiveSpec
        {
            FileName = owner is null || archive.File is not null ? name : $"{owner}-{name}",
            MirrorName = name,
            Urls = [.. archive.Urls],
            Bytes = archive.Size,
            ApproximateBytes = archive.ApproximateSize,
            Sha256 = archive.Sha256,
            Sha1 = archive.Sha1,
            Md5 = archive.Md5,
            Folder = archive.Subfolder,
        };

        // An archive is hardly larger than what it unpacks to.
        return spec with
        {
            MaxBytes = archive.Size ?? archive.MaxUnpacked ?? spec.MaxBytes,
            MaxUnpackedBytes = archive.MaxUnpacked ?? spec.MaxUnpackedBytes,
        };
    }

    private static SourceSpec Spec(WorkContext work, DataSource source) => new(source.Name)
    {
        Format = Format(source),
        Root = source.Format == DataFormat.Shapes ? DataSetup.GeneratedFolder(work.Options.DataFolder, source)
            : source.Root is { } root ? Path.GetFullPath(root, work.Options.RepositoryRoot)
            : null,
        Archives = [.. source.Archives.Select(archive => Archive(archive, source.Name))],
    };

    // Drawn shapes are stored in VOC's layout.
    private static IDatasetFormat Format(DataSource source) => source.Format == DataFormat.Shapes ? DatasetFormats.Voc
        : DatasetFormats.Find(FormatName(source.Format))
        ?? throw new MultiBoxException(
            $"Source '{source.Name}': nothing reads format '{FormatName(source.Format)}'.\n"
            + $"  Found: {string.Join(", ", DatasetFormats.All.Select(format => format.Name))}.");

    private static string FormatName(DataFormat format) => format.ToString().ToLowerInvariant();
}
