using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Pictures;

public sealed class SourcePicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public SourcePicturesTests() => _path = _folder.Write("a.bin", "0123456789"u8.ToArray());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_is_a_file_the_rest_of_one_or_a_range_of_it()
    {
        Assert.Equal("0123456789", Read(new PictureLocation(_path)));
        Assert.Equal("789", Read(new PictureLocation(_path, 7)));
        Assert.Equal("34", Read(new PictureLocation(_path, 3, 2)));
        Assert.Equal("", Read(new PictureLocation(_path, 10)));
    }

    [Fact]
    public void Pieces_are_joined_in_their_order() =>
        Assert.Equal("7890012", Read(new PictureLocation(_path, 7, 7) { Parts = [new(7, 3), new(0, 1), new(0, 0), new(0, 3)] }));

    [Fact]
    public void The_buffer_is_kept_where_it_is_large_enough()
    {
        var buffer = new byte[4];
        var small = buffer;
        _ = SourcePictures.Read(new PictureLocation(_path, 2, 4), ref buffer);
        Assert.Same(small, buffer);
        Assert.Equal("2345"u8.ToArray(), buffer);

        _ = SourcePictures.Read(new PictureLocation(_path), ref buffer);
        Assert.NotSame(small, buffer);
    }

    [Theory]
    [InlineData(5, 6)]
    [InlineData(11, 1)]
    [InlineData(0, 500_000_000)]
    public void A_picture_beyond_the_end_is_refused_before_it_takes_memory(long offset, long length)
    {
        byte[] buffer = [];

        var fault = Assert.Throws<EndOfStreamException>(() => SourcePictures.Read(new PictureLocation(_path, offset, length), ref buffer));

        Assert.Equal($"{new PictureLocation(_path, offset, length)}: the file ends before the picture does.", fault.Message);
        Assert.True(buffer.Length <= 10);
    }

    [Fact]
    public void Too_large_a_picture_is_refused()
    {
        byte[] buffer = [];

        Assert.Equal(
            $"{_path}@1: the picture has 536870913 bytes; at most 536870912 are read.",
            Assert.Throws<InvalidDataException>(() => SourcePictures.Read(new PictureLocation(_path, 1, (512L << 20) + 1), ref buffer)).Message);
    }

    [Fact]
    public void Locations_are_equal_by_what_they_name()
    {
        var joined = new PictureLocation(_path, 0, 3) { Parts = [new(0, 1), new(5, 2)] };

        Assert.Equal(joined, joined with { Parts = [new(0, 1), new(5, 2)] });
        Assert.Equal(joined.GetHashCode(), (joined with { Parts = [new(0, 1), new(5, 2)] }).GetHashCode());
        Assert.NotEqual(joined, joined with { Parts = [new(0, 1), new(6, 2)] });
        Assert.NotEqual(joined, joined with { Parts = null });
        Assert.NotEqual(new PictureLocation(_path, 1), new PictureLocation(_path, 2));
    }

    private static string Read(PictureLocation picture)
    {
        byte[] buffer = [];
        return System.Text.Encoding.UTF8.GetString(SourcePictures.Read(picture, ref buffer));
    }
}
