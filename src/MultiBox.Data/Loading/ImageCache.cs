namespace MultiBox.Data;

/// <summary>
/// Keeps decoded pictures, each at the resolutions at which it was needed, until a budget is used up. Nothing is evicted: an epoch
/// visits every picture once, where eviction of the least recently used one would keep nothing of use. Safe for several threads.
/// </summary>
/// <param name="count">The number of pictures.</param>
/// <param name="budget">The number of bytes, 0 to keep nothing.</param>
internal sealed class ImageCache(int count, long budget)
{
    private const int Resolutions = 8;

    private readonly CachedPicture?[] _pictures = budget == 0 ? [] : new CachedPicture?[count * Resolutions];
    private long _used;

    /// <summary>Finds a picture that is kept.</summary>
    /// <param name="index">The record's index.</param>
    /// <param name="eighths">The resolution.</param>
    /// <returns>The picture, or null.</returns>
    public CachedPicture? Find(int index, int eighths)
    {
        if (budget == 0) return null;
        return Volatile.Read(ref Slot(index, eighths))
            ?? (Volatile.Read(ref Slot(index, Resolutions)) is { Shrinks: false } whole ? whole : null);
    }

    /// <summary>Takes a part of the budget for a picture.</summary>
    /// <param name="bytes">The picture's size.</param>
    /// <returns>Whether there is as much left. <see cref="Keep"/> or <see cref="Release"/> follows.</returns>
    public bool TryReserve(long bytes)
    {
        if (budget == 0) return false;
        if (Interlocked.Add(ref _used, bytes) <= budget) return true;
        Release(bytes);
        return false;
    }

    /// <summary>Keeps a picture for which room was reserved.</summary>
    /// <param name="index">The record's index.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="reserved">The bytes that were reserved for it.</param>
    public void Keep(int index, CachedPicture picture, long reserved)
    {
        Interlocked.Add(ref _used, picture.Bytes - reserved);
        if (Interlocked.CompareExchange(ref Slot(index, picture.Eighths), picture, null) is not null) Release(picture.Bytes);
    }

    /// <summary>Gives a part of the budget back.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);

    private ref CachedPicture? Slot(int index, int eighths) => ref _pictures[(index * Resolutions) + eighths - 1];
}
