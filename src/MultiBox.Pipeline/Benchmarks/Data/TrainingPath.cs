using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Imaging;
using MultiBox.Inputs;

namespace MultiBox.Pipeline.Benchmarks.Data;

/// <summary>
/// The whole way of a picture into a training batch, on one thread: read the file, decode, augment, resize, normalise, write into the
/// batch, move the boxes along. It is what each of the loader's threads does.
/// </summary>
internal sealed class TrainingPath : IDisposable
{
    private readonly IReadOnlyList<ImageRecord> _records;
    private readonly Box[][] _boxes;
    private readonly SourcePictures _pictures;
    private readonly PictureDecoder _decoder = new();
    private readonly Augmenter _augmenter;
    private readonly InputWriter _writer;
    private readonly float[] _batch;
    private readonly List<Box> _kept = [];
    private byte[] _encoded = [];

    /// <summary>Prepares; reads nothing yet.</summary>
    /// <param name="records">The pictures.</param>
    /// <param name="settings">How inputs are made of them.</param>
    /// <param name="size">The input's width and height in pixels.</param>
    public TrainingPath(IReadOnlyList<ImageRecord> records, DataBenchSettings settings, int size)
    {
        _records = records;
        _boxes = [.. records.Select(record => record.Objects.Select(item => item.Box).ToArray())];
        _pictures = new SourcePictures(records);
        _augmenter = new Augmenter(settings.Augmentation, settings.Seed);
        _writer = new InputWriter(size, settings.Normalization, settings.Augmentation.ZoomOutFill);
        _batch = new float[DataBenchSettings.BatchSize * _writer.Length];
    }

    /// <summary>Makes an input of every picture.</summary>
    /// <param name="epoch">The epoch, which the augmentation depends on.</param>
    /// <returns>The number of pictures.</returns>
    public int Run(int epoch)
    {
        for (var index = 0; index < _records.Count; index++)
        {
            Load(index, epoch, _batch.AsSpan(index % DataBenchSettings.BatchSize * _writer.Length, _writer.Length));
        }

        return _records.Count;
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private void Load(int index, int epoch, Span<float> input)
    {
        var record = _records[index];
        var boxes = _boxes[index];
        var plan = _augmenter.Plan(record.Width, record.Height, boxes, epoch, index);
        var size = new PictureSize(record.Width, record.Height);
        var request = _writer.Request(plan, size, size, shrink: true);
        _writer.Write(_decoder.Decode(_pictures.Read(index, ref _encoded), record.Picture.Path, request), size, plan, input);
        _kept.Clear();
        foreach (var box in boxes)
        {
            if (plan.Map(box) is { } mapped) _kept.Add(mapped);
        }
    }
}
