using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Reads image sets of one folder of record files into one list. A reader is used once.</summary>
/// <param name="folder">The folder.</param>
/// <param name="options">The classes and the policies.</param>
internal sealed class RecordIoReader(SourceFolder folder, ReadingOptions options)
{
    // A file with so many damaged places is no file of images; and a fault takes more memory than its place in the file.
    private const int MostDamages = 1000;
    private const int AtOnce = 4096;

    private readonly FaultLog _log = new(options.OnBadData);
    private readonly List<ImageRecord> _images = [];
    private readonly RecordIoNames _names = new();
    private int _listed;

    /// <summary>Reads the image sets.</summary>
    /// <param name="imageSets">Their names.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="MultiBoxException">An image set does not exist, or a file cannot be read at all.</exception>
    public ReadingResult Read(IReadOnlyList<string> imageSets, CancellationToken cancellationToken)
    {
        var missing = SourceSelection.MissingImageSets([new SourceSelection(folder, imageSets)]);
        if (missing.Count > 0) throw new MultiBoxException(string.Join('\n', missing));
        foreach (var imageSet in imageSets.Distinct(StringComparer.Ordinal))
        {
            var path = folder.Format.ImageSetFile(folder.Root, imageSet);
            try
            {
                using var file = new RecordIoFile(path);
                ReadFile(file, imageSet, cancellationToken);
            }
            catch (Exception e) when (((e as AggregateException)?.InnerException ?? e) is IOException or UnauthorizedAccessException)
            {
                throw new MultiBoxException($"{path}: cannot be read ({((e as AggregateException)?.InnerException ?? e).Message.TrimEnd('.')}).", e);
            }
        }

        var kept = options.KeepEmpty ? _images : _images.Where(image => image.Objects.Count > 0).ToList();
        return new ReadingResult(kept, new BadDataReport(_log.Entries), _listed, _images.Count - kept.Count);
    }

    private void ReadFile(RecordIoFile file, string imageSet, CancellationToken cancellationToken)
    {
        var check = new RecordIoImageCheck(options, RecordIoClasses.Of(folder.Root, imageSet, options.ClassNames));
        if (file.Length == 0) _log.Add(check.Refuse(new RecordIoDamage(1, 0, "no record", "at least one", "an empty file"), file.Path).Faults);
        var list = Path.ChangeExtension(file.Path, ".lst");
        var pictures = ReadList(list);
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };
        var damages = 0;
        foreach (var chunk in Records(file, cancellationToken).Chunk(AtOnce))
        {
            var images = new RecordIoImage[chunk.Length];
            Parallel.For(0, chunk.Length, parallel, i => images[i] = chunk[i].Record is { } record
                ? check.Read(record, folder.Name)
                : check.Refuse(chunk[i].Damage!, file.Path));
            for (var i = 0; i < chunk.Length; i++)
            {
                _listed++;
                _log.Add(images[i].Faults);
                if (images[i].Image is { } image) Add(image, images[i].Id!.Value, chunk[i].Record!);
                if (!images[i].IsDamaged || ++damages < MostDamages) continue;
                _log.Add(
                    BadDataAction.ImageDropped, new FaultPlace(file.Path, 0), "the rest of the file was not read",
                    string.Create(CultureInfo.InvariantCulture, $"fewer than {MostDamages} damaged records"), damages.ToString(CultureInfo.InvariantCulture));
                return;
            }
        }

        void Add(ImageRecord image, ulong id, RecordIoRecord record)
        {
            var isListed = pictures.TryGetValue(id, out var entry);
            var place = isListed ? new FaultPlace(list, entry.Line) : new FaultPlace(file.Path, 0);
            if (_names.TryAdd(imageSet, id, record.Number, isListed ? entry.Picture : null, place, out var name, out var first))
            {
                _images.Add(image with { Id = name });
                return;
            }

            _listed--;
            _log.AddRepeated(name, place, first.Value);
        }
    }

    private IEnumerable<(RecordIoRecord? Record, RecordIoDamage? Damage)> Records(RecordIoFile file, CancellationToken cancellationToken)
    {
        var path = Path.ChangeExtension(file.Path, ".idx");
        if (!File.Exists(path)) return file.Scan(cancellationToken);
        var (records, fault) = RecordIoIndex.Find(file, path, cancellationToken);
        if (records is not null) return records.Select(record => ((RecordIoRecord?)record, (RecordIoDamage?)null));
        _log.Add(
            BadDataAction.LineSkipped, new FaultPlace(path, fault!.Line), "the index is wrong, so the records are searched for", fault.Expected, fault.Found);
        return file.Scan(cancellationToken);
    }

    private IReadOnlyDictionary<ulong, (string Picture, int Line)> ReadList(string path) => File.Exists(path)
        ? RecordIoList.Read(path, (line, found) => _log.Add(
            BadDataAction.LineSkipped, new FaultPlace(path, line), "no line of a list", "index, labels and path with tabs between them", found))
        : new Dictionary<ulong, (string, int)>();
}
