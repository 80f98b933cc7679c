using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Loading;

public sealed class ImageCacheTests
{
    [Fact]
    public void Each_resolution_is_kept_on_its_own()
    {
        var cache = new ImageCache(2, 10_000);
        var (whole, half) = (Picture(8), Picture(4));
        Keep(cache, 1, whole);
        Keep(cache, 1, half);
        Assert.Same(whole, cache.Find(1, 8));
        Assert.Same(half, cache.Find(1, 4));
        Assert.Null(cache.Find(1, 2));
        Assert.Null(cache.Find(0, 8));
    }

    [Fact]
    public void A_picture_without_lower_resolutions_serves_them_all()
    {
        var cache = new ImageCache(1, 10_000);
        var whole = Picture(8) with { Shrinks = false };
        Assert.True(cache.TryReserve(7));
        cache.Keep(0, whole, reserved: 7);
        Assert.Same(whole, cache.Find(0, 3));
        // What was reserved for the lower resolution is corrected: 600 bytes are taken.
        Assert.True(cache.TryReserve(9_400));
        Assert.False(cache.TryReserve(1));
    }

    [Fact]
    public void The_budget_is_never_exceeded()
    {
        var cache = new ImageCache(3, 1_300);
        Keep(cache, 0, Picture(8));
        Keep(cache, 1, Picture(8));
        Assert.False(cache.TryReserve(600));
        // The same picture from a second thread counts once.
        Assert.True(cache.TryReserve(100));
        cache.Release(100);
        Assert.True(cache.TryReserve(100));
    }

    [Fact]
    public void A_picture_that_is_kept_already_gives_its_room_back()
    {
        var cache = new ImageCache(1, 1_200);
        var first = Picture(8);
        Keep(cache, 0, first);
        Keep(cache, 0, Picture(8));
        Assert.Same(first, cache.Find(0, 8));
        Assert.True(cache.TryReserve(600));
    }

    [Fact]
    public void Without_a_budget_nothing_is_kept()
    {
        var cache = new ImageCache(1_000_000_000, 0);
        Assert.False(cache.TryReserve(0));
        Assert.Null(cache.Find(3, 8));
    }

    private static void Keep(ImageCache cache, int index, CachedPicture picture)
    {
        Assert.True(cache.TryReserve(picture.Bytes));
        cache.Keep(index, picture, picture.Bytes);
    }

    // 20 x 10 pixels, 600 bytes at full resolution.
    private static CachedPicture Picture(int eighths) => new(new RgbImage(20 * eighths / 8, 10 * eighths / 8), 20, 10, eighths, Shrinks: true);
}
