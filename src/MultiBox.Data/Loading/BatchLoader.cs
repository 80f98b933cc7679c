using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>
/// Makes an epoch's batches on background threads. Batches depend on the records, the options' seed and the epoch only, not on
/// the number of threads or on what was loaded before; so training that resumes in the middle of an epoch sees what it would
/// have seen.
/// </summary>
public sealed class BatchLoader
{
    private readonly ImageRecord[] _records;
    private readonly Augmenter? _augmenter;
    private readonly InputWriter _writer;
    private readonly ImageCache _cache;

    /// <summary>Prepares loading of pictures from where their sources keep them; reads nothing yet.</summary>
    /// <param name="records">The images of the split.</param>
    /// <param name="options">How to make batches.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public BatchLoader(IReadOnlyList<ImageRecord> records, BatchLoaderOptions options)
        : this(records, new SourcePictures(records), options)
    {
    }

    /// <summary>Prepares loading; reads nothing yet.</summary>
    /// <param name="records">The images of the split.</param>
    /// <param name="pictures">Their encoded pictures.</param>
    /// <param name="options">How to make batches.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public BatchLoader(IReadOnlyList<ImageRecord> records, IEncodedPictures pictures, BatchLoaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        _records = [.. records];
        _augmenter = options.Augmentation is { } augmentation ? new Augmenter(augmentation, options.Seed) : null;
        _writer = new InputWriter(options.InputSize, options.Normalization, options.Augmentation?.ZoomOutFill);
        _cache = new ImageCache(_records, pictures, options.CacheBytes);
    }

    /// <summary>How batches are made.</summary>
    public BatchLoaderOptions Options { get; }

    /// <summary>The number of batches of an epoch.</summary>
    public int BatchCount => Options.DropLast
        ? _records.Length / Options.BatchSize
        : (_records.Length + Options.BatchSize - 1) / Options.BatchSize;

    /// <summary>
    /// The batches of an epoch, in order. Loading starts with the first step of the enumeration and ends, with its threads,
    /// when the enumerator is disposed, as <c>foreach</c> does. The receiver disposes each batch.
    /// </summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="firstBatch">The batch to start with: 0, or where an interrupted epoch goes on.</param>
    /// <param name="cancellationToken">Ends waiting and loading.</param>
    /// <exception cref="MultiBoxException">Pictures of a batch cannot be used; the message names them all.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IEnumerable<Batch> Epoch(long epoch, int firstBatch = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBatch, BatchCount);
        return Enumerate(epoch, firstBatch, cancellationToken);
    }

    /// <summary>The order of an epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <returns>The index of each record, in the order of the epoch.</returns>
    public int[] Order(long epoch)
    {
        int[] order = [.. Enumerable.Range(0, _records.Length)];
        if (!Options.Shuffle) return order;
        var random = RandomSequence.For("shuffle", Options.Seed, epoch);
        random.Shuffle<int>(order);
        return order;
    }

    private IEnumerable<Batch> Enumerate(long epoch, int firstBatch, CancellationToken cancellationToken)
    {
        var order = Order(epoch);
        using var workers = new LoaderWorkers(
            Options.Workers, _writer.Length, (index, input) => Load(index, epoch, input), cancellationToken);
        var pending = new Queue<PendingBatch>();
        try
        {
            var next = firstBatch;
            StartMore();
            while (pending.Count > 0)
            {
                pending.Peek().Wait(cancellationToken);
                var ready = pending.Dequeue();
                // Before the batch is handed out, so that the threads have work while it is in use.
                StartMore();
                yield return ready.Finish(index => _records[index]);
            }

            void StartMore()
            {
                for (; next < BatchCount && pending.Count < Options.Prefetch; next++) pending.Enqueue(Start(next, order, workers));
            }
        }
        finally
        {
            // The threads write into the waiting batches' tensors: they have to stand still first.
            workers.Stop();
            foreach (var batch in pending) batch.Dispose();
        }
    }

    private PendingBatch Start(int batch, int[] order, LoaderWorkers workers)
    {
        var first = batch * Options.BatchSize;
        var pending = new PendingBatch(batch, order[first..Math.Min(first + Options.BatchSize, order.Length)], Options.InputSize);
        workers.Add(pending);
        return pending;
    }

    private GroundTruth Load(int index, long epoch, Span<float> input)
    {
        var record = _records[index];
        var image = _cache.Get(index);
        if (image.Width != record.Width || image.Height != record.Height)
        {
            throw new InvalidDataException(
                $"{record.Picture}: the picture has {image.Width} x {image.Height} pixels, its annotation says {record.Width} x {record.Height} "
                + $"({record.AnnotationPath}). Correct the annotation's size, or its boxes would be misplaced.");
        }

        var objects = record.Objects.Where(o => !o.Crowd && (Options.UseDifficult || !o.Difficult)).ToArray();
        var plan = _augmenter?.Plan(record.Width, record.Height, Array.ConvertAll(objects, o => o.Box), epoch, index)
            ?? AugmentationPlan.WholeImage(record.Width, record.Height);
        _writer.Write(image, plan, input);
        var boxes = new List<Box>(objects.Length);
        var labels = new List<int>(objects.Length);
        foreach (var item in objects)
        {
            if (plan.Map(item.Box) is not { } box) continue;
            boxes.Add(box);
            labels.Add(item.Label);
        }

        return new GroundTruth(boxes, labels);
    }
}
