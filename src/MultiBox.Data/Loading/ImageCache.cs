using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>
/// Keeps decoded pictures until a budget is used up. Nothing is evicted: an epoch visits every picture once, where eviction of
/// the least recently used one would keep nothing of use. Safe for several threads.
/// </summary>
internal sealed class ImageCache(IReadOnlyList<ImageRecord> records, IEncodedPictures pictures, long budget)
{
    private readonly RgbImage?[] _images = new RgbImage?[records.Count];
    private long _used;

    /// <summary>The picture, decoded unless it is kept.</summary>
    /// <param name="index">The record's index.</param>
    public RgbImage Get(int index)
    {
        if (Volatile.Read(ref _images[index]) is { } kept) return kept;
        byte[] buffer = [];
        var image = ImageFile.Decode(pictures.Read(index, ref buffer), records[index].Picture.ToString());
        long size = image.Pixels.Length;
        if (Interlocked.Add(ref _used, size) > budget)
        {
            Interlocked.Add(ref _used, -size);
            return image;
        }

        if (Interlocked.CompareExchange(ref _images[index], image, null) is not null) Interlocked.Add(ref _used, -size);
        return image;
    }
}
