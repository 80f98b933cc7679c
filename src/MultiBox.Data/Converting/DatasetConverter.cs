using System.Collections.Concurrent;
using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Writes a data set in another format. Boxes go over as they are, with as many digits as they need, and pictures byte for byte, so that
/// reading the result gives equal records.
/// </summary>
public sealed class DatasetConverter
{
    private const int BytesAnImage = 1024;
    private const int BytesAnObject = 256;
    private const int FaultsListed = 20;

    private readonly ConversionFormat _format;
    private readonly Func<string, long> _freeBytes;

    /// <summary>Creates a converter.</summary>
    /// <param name="format">The format to write.</param>
    public DatasetConverter(ConversionFormat format)
        : this(format, folder => new DriveInfo(folder).AvailableFreeSpace)
    {
    }

    /// <summary>Creates a converter with its own idea of free space.</summary>
    /// <param name="format">The format to write.</param>
    /// <param name="freeBytes">The free bytes of the disk that an existing folder is on.</param>
    internal DatasetConverter(ConversionFormat format, Func<string, long> freeBytes) => (_format, _freeBytes) = (format, freeBytes);

    /// <summary>Writes splits into a new folder, which appears when it is whole.</summary>
    /// <param name="folder">The folder; it must be absent or empty.</param>
    /// <param name="classNames">The classes in the order of the records' labels, from 1.</param>
    /// <param name="splits">The splits, each name once.</param>
    /// <param name="progress">Told how far it is, from several threads.</param>
    /// <param name="cancellationToken">Stops it; nothing is left.</param>
    /// <exception cref="MultiBoxException">
    /// The folder holds something, a name cannot be written, the disk is too full, or a picture cannot be read or written.
    /// </exception>
    public void Convert(
        string folder, IReadOnlyList<string> classNames, IReadOnlyList<ConversionSplit> splits, IProgress<ConversionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(splits);
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        CheckNames(classNames, splits);
        RequireFree(folder);
        var parent = Path.GetDirectoryName(folder) ?? throw new MultiBoxException($"{folder}: cannot be written to. Name a folder in it.");
        var workplace = Path.Combine(parent, $".{Path.GetFileName(folder)}.converting");
        try
        {
            Directory.CreateDirectory(parent);
            RequireSpace(parent, splits);
            Remove(workplace);
            Write(workplace, classNames, splits, progress, cancellationToken);
            if (Directory.Exists(folder)) Directory.Delete(folder);
            Directory.Move(workplace, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new MultiBoxException($"{folder}: cannot be written ({e.Message.TrimEnd('.')}).", e);
        }
        finally
        {
            Remove(workplace);
        }
    }

    private static void CheckNames(IReadOnlyList<string> classNames, IReadOnlyList<ConversionSplit> splits)
    {
        var faults = classNames.Where(name => name.Length == 0 || name.Trim() != name || name.Any(char.IsControl))
            .Select(name => $"Class '{name}': expected a name without white space at its ends and without control characters.")
            .Concat(splits.Where(split => !PlainName.IsValid(split.Name) || split.Name.StartsWith('.'))
                .Select(split => $"Split '{split.Name}': expected a plain name, as it names files."))
            .Concat(splits.GroupBy(split => split.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
                .Select(group => $"Split '{group.Key}' is given {group.Count()} times: expected once."))
            .ToList();
        if (faults.Count > 0) throw new MultiBoxException(string.Join('\n', faults));
    }

    private static void RequireFree(string folder)
    {
        if (File.Exists(folder)) throw new MultiBoxException($"{folder} is a file. Name another folder for the converted data set.");
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any()) return;
        throw new MultiBoxException($"{folder} is not empty, and nothing in it is replaced. Remove it, or name another folder for the converted data set.");
    }

    private void RequireSpace(string parent, IReadOnlyList<ConversionSplit> splits)
    {
        var needed = splits.SelectMany(split => split.Records)
            .Sum(record => PictureBytes(record.Picture) + BytesAnImage + (record.Objects.Count * (long)BytesAnObject));
        var free = _freeBytes(parent);
        if (free >= needed) return;
        throw new MultiBoxException(string.Create(
            CultureInfo.InvariantCulture,
            $"{parent}: the converted data set needs about {needed / 1e9:0.000} GB, but only {free / 1e9:0.000} GB are free. "
            + $"Free some space, or name a folder on another disk."));
    }

    private static long PictureBytes(PictureLocation picture)
    {
        if (picture.Length is { } length) return length;
        var file = new FileInfo(picture.Path);
        return file.Exists ? Math.Max(0, file.Length - picture.Offset) : 0;
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private void Write(
        string root, IReadOnlyList<string> classNames, IReadOnlyList<ConversionSplit> splits, IProgress<ConversionProgress>? progress,
        CancellationToken cancellationToken)
    {
        IDatasetWriter writer = _format switch
        {
            ConversionFormat.Voc => new VocWriter(root, classNames),
            ConversionFormat.Coco => new CocoWriter(root, classNames),
            ConversionFormat.Yolo => new YoloWriter(root, classNames),
            _ => throw new InvalidOperationException($"No writer for {_format}."),
        };
        var plan = writer.SharesPictures ? ConversionPlan.Shared(splits) : ConversionPlan.Separate(splits);
        for (var i = 0; i < splits.Count; i++)
        {
            writer.CreateFolders(splits[i].Name);
            var images = WriteImages(writer, splits[i], plan[i], progress, cancellationToken);
            writer.WriteImageSet(splits[i].Name, images, cancellationToken);
        }

        writer.WriteDataset([.. splits.Select(split => split.Name)]);
    }

    private static WrittenImage[] WriteImages(
        IDatasetWriter writer, ConversionSplit split, PlannedImage[] plan, IProgress<ConversionProgress>? progress, CancellationToken cancellationToken)
    {
        var images = new WrittenImage[plan.Length];
        var faults = new ConcurrentBag<(int Index, string Text)>();
        var folder = writer.PictureFolder(split.Name);
        var done = 0;
        Parallel.For(0, plan.Length, new ParallelOptions { CancellationToken = cancellationToken }, () => Array.Empty<byte>(), (i, state, buffer) =>
        {
            try
            {
                var bytes = split.Pictures.Read(i, ref buffer);
                var record = split.Records[i];
                var extension = PictureContent.Extension(bytes)
                    ?? throw new InvalidDataException($"{record.Picture}: not a picture. Expected JPEG, PNG, BMP, WebP or GIF.");
                images[i] = new WrittenImage(plan[i].Name, plan[i].Name + extension, record);
                if (plan[i].IsNew)
                {
                    WritePicture(Path.Combine(folder, images[i].FileName), bytes);
                    writer.WriteImage(split.Name, images[i]);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                faults.Add((i, $"Image '{split.Records[i].Id}' of '{split.Name}' cannot be converted: {e.Message}"));
                if (faults.Count >= FaultsListed) state.Stop();
            }

            progress?.Report(new ConversionProgress(split.Name, Interlocked.Increment(ref done), plan.Length));
            return buffer;
        }, _ => { });
        if (!faults.IsEmpty) throw new MultiBoxException(string.Join('\n', faults.OrderBy(fault => fault.Index).Select(fault => fault.Text)));
        return images;
    }

    private static void WritePicture(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, preallocationSize: bytes.Length);
        RandomAccess.Write(file, bytes, 0);
    }
}
