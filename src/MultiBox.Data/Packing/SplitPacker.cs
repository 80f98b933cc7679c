using System.Collections.Concurrent;

namespace MultiBox.Data;

/// <summary>Writes the pack of one split.</summary>
/// <param name="sources">Where the sources lie.</param>
/// <param name="classes">The classes in the order of their labels.</param>
/// <param name="options">How pictures are stored.</param>
/// <param name="policy">What happens to images whose pictures cannot be used.</param>
/// <param name="threads">The number of threads that read and check pictures.</param>
/// <param name="earlier">What can be taken over.</param>
internal sealed class SplitPacker(
    IReadOnlyList<PackedSource> sources, IReadOnlyList<string> classes, PackOptions options, BadDataPolicy policy, int threads, EarlierPacks earlier)
{
    // Many times what the threads need for pictures of common sizes, so that a slow one holds nobody up.
    private const long MemoryBudget = 96L << 20;

    private readonly PicturePacker _packer = new(options, earlier);
    private readonly ConcurrentDictionary<string, Lazy<PackedFile>> _annotations = new(StringComparer.Ordinal);

    /// <summary>Writes a pack beside its place.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="split">What was read.</param>
    /// <param name="lengths">The length of each encoded picture in bytes.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The split without the images whose pictures cannot be used, which are among the faults.</returns>
    public SplitReading Write(
        PackWriter writer, SplitReading split, long[] lengths, IProgress<PrepareProgress>? progress, CancellationToken cancellationToken)
    {
        var read = split.Read;
        var (records, pictures, faults) = (new List<ImageRecord>(), new List<PackedPicture>(), read.Report.Entries.ToList());
        var looks = new Dictionary<string, PackedFile>(StringComparer.Ordinal);
        var stored = new Dictionary<Sha256Sum, PackedPicture>();
        var takenOver = 0;
        OrderedWindow<ReadyPicture>.Run(
            read.Records.Count, threads, MemoryBudget, i => PicturePacker.MemoryNeeded(read.Records[i], lengths[i]), MakeReady, Take, cancellationToken);

        var files = Files(split, looks, cancellationToken);
        var (began, ended) = (writer.Began, writer.LastWritten());
        var index = new PackIndex
        {
            Name = split.Request.Name,
            Fingerprint = SplitFingerprint.Of(classes, records, pictures, options, record => Annotation(record)?.Content),
            Options = options,
            Listed = read.Listed,
            WithoutObjects = read.WithoutObjects,
            Classes = classes,
            Sources = sources,
            Records = records,
            Pictures = pictures,
            Files = files.ConvertAll(file => file with { Stamp = file.Stamp.Settle(began, ended) }),
            Report = new BadDataReport(faults),
        };
        writer.Finish(PackIndexWriter.ToBytes(index));
        return split with { Read = read with { Records = records, Report = index.Report } };

        ReadyPicture MakeReady(int i)
        {
            Annotation(read.Records[i]);
            return _packer.Pack(read.Records[i]);
        }

        void Take(int i, ReadyPicture ready)
        {
            using var owned = ready;
            var record = read.Records[i];
            if (ready.Fault is { } fault)
            {
                var action = policy == BadDataPolicy.Fail ? BadDataAction.Refused : BadDataAction.ImageDropped;
                faults.Add(new BadDataEntry(record.Picture.ToString(), 0, fault.What, fault.Expected, fault.Found, action));
            }
            else
            {
                if (!stored.TryGetValue(ready.Stored.Content, out var picture))
                {
                    picture = ready.Stored with { Offset = writer.Add(ready.Bytes) };
                    stored.Add(picture.Content, picture);
                }

                records.Add(record);
                pictures.Add(picture);
                looks[record.Picture.Path] = new PackedFile(record.Picture.Path, ready.Stamp, IsWholeFile(record.Picture) ? picture.Content : default);
                if (ready.IsTakenOver) takenOver++;
            }

            progress?.Report(new PrepareProgress(split.Request.Name, "packing", i + 1, read.Records.Count, takenOver));
        }
    }

    private static bool IsWholeFile(PictureLocation picture) => picture is { Offset: 0, Length: null };

    // Everything that the result depends on, each once: a change in any of it is a reason to prepare again.
    private List<PackedFile> Files(SplitReading split, Dictionary<string, PackedFile> looks, CancellationToken cancellationToken)
    {
        var read = split.Read;
        List<string> paths =
        [
            .. split.ImageSetFiles
                .Concat(read.Records.SelectMany(record => (string[])[record.AnnotationPath, record.Picture.Path]))
                .Concat(read.Inputs)
                .Concat(read.Report.Entries.Select(fault => fault.File))
                .Distinct(StringComparer.Ordinal),
        ];
        var files = new PackedFile[paths.Count];
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = threads }, i =>
        {
            var path = paths[i];
            files[i] = looks.TryGetValue(path, out var look) ? look
                : _annotations.TryGetValue(path, out var annotation) ? annotation.Value
                : new PackedFile(path, FileStamp.Of(path), default);
        });
        return [.. files];
    }

    // Null where picture and annotation are in one file: its size is that of all pictures, and the objects say all that matters.
    private PackedFile? Annotation(ImageRecord record) =>
        record.AnnotationPath == record.Picture.Path ? null : _annotations.GetOrAdd(record.AnnotationPath, path => new Lazy<PackedFile>(() => Look(path))).Value;

    private PackedFile Look(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            var stamp = FileStamp.Of(file.SafeFileHandle);
            return new PackedFile(path, stamp, earlier.ContentOf(path, stamp) ?? Sha256Sum.Of(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A format may leave an annotation out; one that went meanwhile will be noticed when it is looked at next time.
            return new PackedFile(path, default, default);
        }
    }
}
