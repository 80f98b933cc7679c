using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Packing;

public sealed class DatasetPackTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PackBuilder _builder;

    public DatasetPackTests() => _builder = new PackBuilder(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_field_comes_back()
    {
        var index = _builder.Index();
        using var pack = DatasetPack.Open(_builder.Write(index));

        // The pictures' places are the writer's.
        Assert.Equal([128, 192, 448], pack.Index.Pictures.Select(picture => picture.Offset));
        Assert.Equal(Text(index), Text(pack.Index with { Pictures = [.. pack.Index.Pictures.Select(picture => picture with { Offset = 0 })] }));
        Assert.Equal(("train", _builder.Path, new FileInfo(_builder.Path).Length), (pack.Name, pack.Path, pack.Length));
        Assert.Equal(index.Classes, pack.ClassNames);
        Assert.Equal(index.Options, pack.Options);
        Assert.Equal(0x0123456789ABCDEFUL, pack.DifferenceHash(0));
        // SHA-256 of nothing at all.
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", pack.ContentHash(2));
    }

    [Fact]
    public void Pictures_come_back_without_a_copy()
    {
        using var pack = DatasetPack.Open(_builder.Write());
        byte[] buffer = [];

        for (var i = 0; i < PackBuilder.Pictures.Length; i++) Assert.Equal(PackBuilder.Pictures[i], pack.Read(i, ref buffer).ToArray());

        Assert.Empty(buffer);
        Assert.Throws<IndexOutOfRangeException>(() => pack.Read(3, ref buffer));
    }

    [Fact]
    public void Only_pictures_that_were_shrunk_have_a_stored_size()
    {
        using var pack = DatasetPack.Open(_builder.Write());

        Assert.Equal([null, (500, 375), (500, 375)], Enumerable.Range(0, 3).Select(pack.StoredSize));
    }

    [Fact]
    public void A_pack_of_no_image_opens()
    {
        var index = _builder.Index() with { Records = [], Pictures = [], Files = [], Classes = [], Sources = [], Report = BadDataReport.Empty };

        using var pack = DatasetPack.Open(_builder.Write(index));

        Assert.Empty(pack.Records);
        Assert.Equal(Text(index), Text(pack.Index));
    }

    [Fact]
    public void Sources_that_moved_are_found_through_their_new_roots()
    {
        using var pack = DatasetPack.Open(_builder.Write(), new Dictionary<string, string> { ["VOC 2007"] = _folder.At("elsewhere") });

        Assert.Equal(_folder.At("elsewhere", "JPEGImages", "a.jpg"), pack.Records[0].Picture.Path);
        Assert.Equal(_folder.At("train.rec"), pack.Records[2].Picture.Path);
        Assert.Equal(_folder.At("elsewhere", "Annotations", "b.xml"), pack.Index.Report.Entries[0].File);
        Assert.Equal("/elsewhere/x.txt", pack.Index.Report.Entries[1].File);
    }

    [Fact]
    public void A_closed_pack_gives_no_pictures()
    {
        var pack = DatasetPack.Open(_builder.Write());
        pack.Dispose();
        pack.Dispose();

        Assert.Throws<ObjectDisposedException>(() =>
        {
            byte[] buffer = [];
            pack.Read(0, ref buffer);
        });
    }

    [SkippableFact]
    public void A_pack_may_be_replaced_while_it_is_open()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows does not replace files that are mapped.");
        using var pack = DatasetPack.Open(_builder.Write());
        _builder.Write(_builder.Index() with { Name = "other" });

        byte[] buffer = [];
        Assert.Equal("train", pack.Name);
        Assert.Equal(PackBuilder.Pictures[1], pack.Read(1, ref buffer).ToArray());
    }

    [Fact]
    public void A_missing_pack_is_told() => Assert.Equal(
        $"{_builder.Path}: no such file. Prepare the data set first.", Assert.Throws<MultiBoxException>(() => DatasetPack.Open(_builder.Path)).Message);

    private static string Text(PackIndex index) => JsonSerializer.Serialize(index);
}
