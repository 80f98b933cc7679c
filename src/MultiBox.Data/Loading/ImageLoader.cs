using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Imaging;
using MultiBox.Inputs;

namespace MultiBox.Data;

/// <summary>
/// Prepares images, one after the other, in memory that is kept: each thread has its own. What an image becomes depends on its
/// record, its picture and the epoch only.
/// </summary>
/// <param name="records">The images of the split.</param>
/// <param name="pictures">Their encoded pictures.</param>
/// <param name="augmenter">Chooses how training shows a picture; null for evaluation.</param>
/// <param name="writer">Writes inputs.</param>
/// <param name="cache">Decoded pictures that are kept.</param>
/// <param name="useDifficult">Whether objects marked difficult are among the ground truths.</param>
internal sealed class ImageLoader(
    ImageRecord[] records, IEncodedPictures pictures, Augmenter? augmenter, InputWriter writer, ImageCache cache, bool useDifficult) : IDisposable
{
    private readonly PictureDecoder _decoder = new();
    private readonly List<AnnotatedObject> _objects = [];
    private readonly List<Box> _pixelBoxes = [];
    private readonly List<Box> _boxes = [];
    private readonly List<int> _labels = [];
    private byte[] _encoded = [];

    /// <summary>Prepares one image.</summary>
    /// <param name="index">The index of its record.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="input">Where the network's input goes, [3, S, S].</param>
    /// <returns>Its objects.</returns>
    /// <exception cref="InvalidDataException">The picture cannot be used.</exception>
    /// <exception cref="IOException">The picture cannot be read.</exception>
    public GroundTruth Load(int index, long epoch, Span<float> input)
    {
        var record = records[index];
        Choose(record.Objects);
        // Before anything is decoded: it says how much of the picture is needed, and how large.
        var plan = augmenter?.Plan(record.Width, record.Height, _pixelBoxes, epoch, index)
            ?? AugmentationPlan.WholeImage(record.Width, record.Height);
        var original = new PictureSize(record.Width, record.Height);
        var stored = pictures.StoredSize(index) is { } size ? new PictureSize(size.Width, size.Height) : original;
        // Evaluation sees what detection in a single picture sees.
        var request = writer.Request(plan, original, stored, shrink: augmenter is not null);
        var picture = cache.Find(index, request.Eighths) is { } kept ? kept.View : Decode(index, record, stored, request);
        if (picture.PictureWidth != stored.Width || picture.PictureHeight != stored.Height) throw WrongSize(record, picture, stored);
        writer.Write(picture, original, plan, input);
        return Map(plan);
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private PixelView Decode(int index, ImageRecord record, PictureSize stored, DecodeRequest request)
    {
        var name = record.Picture.ToString();
        var encoded = pictures.Read(index, ref _encoded);
        var room = 3 * (long)stored.Width * stored.Height * request.Eighths * request.Eighths / 64;
        if (!cache.TryReserve(room)) return _decoder.Decode(encoded, name, request);
        try
        {
            var whole = _decoder.Decode(encoded, name, request with { Area = null });
            cache.Keep(index, new CachedPicture(whole.ToImage(), whole.PictureWidth, whole.PictureHeight, whole.Eighths, whole.Shrinks), room);
            return whole;
        }
        catch (InvalidDataException)
        {
            cache.Release(room);
            throw;
        }
    }

    private void Choose(IReadOnlyList<AnnotatedObject> objects)
    {
        _objects.Clear();
        _pixelBoxes.Clear();
        for (var i = 0; i < objects.Count; i++)
        {
            if (objects[i].Crowd || (objects[i].Difficult && !useDifficult)) continue;
            _objects.Add(objects[i]);
            _pixelBoxes.Add(objects[i].Box);
        }
    }

    private GroundTruth Map(AugmentationPlan plan)
    {
        _boxes.Clear();
        _labels.Clear();
        foreach (var item in _objects)
        {
            if (plan.Map(item.Box) is not { } box) continue;
            _boxes.Add(box);
            _labels.Add(item.Label);
        }

        return new GroundTruth(_boxes.ToArray(), _labels.ToArray());
    }

    private static InvalidDataException WrongSize(ImageRecord record, PixelView picture, PictureSize stored) => new(
        stored.Width == record.Width && stored.Height == record.Height
            ? $"{record.Picture}: the picture has {picture.PictureWidth} x {picture.PictureHeight} pixels, its annotation says {record.Width} x {record.Height} "
                + $"({record.AnnotationPath}). Correct the annotation's size, or its boxes would be misplaced."
            : $"{record.Picture}: the stored picture has {picture.PictureWidth} x {picture.PictureHeight} pixels, {stored.Width} x {stored.Height} were expected. "
                + "Prepare the data again.");
}
