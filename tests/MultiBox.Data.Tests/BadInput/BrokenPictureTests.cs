using System.Buffers.Binary;
using MultiBox.Abstractions;
using MultiBox.Data.Tests.RecordIo;
using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.BadInput;

/// <summary>Pictures that claim too much or hold too little, through the readers and the loader.</summary>
public sealed class BrokenPictureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_of_an_absurd_size_is_a_fault_when_its_header_is_read()
    {
        var voc = new VocBuilder(_folder, "x").Image("a", VocBuilder.Item("dog")).WithPicture("a.jpg", Huge()).List("train", "a");
        var before = GC.GetTotalAllocatedBytes();

        var result = voc.Source.Format.Read(voc.Source, ["train"], Options);

        Assert.Equal(
            [$"{Path.Combine(voc.Folder.Pictures, "a.jpg")} the picture is too large: expected at most 100 million pixels, found 60000x60000 (image dropped)."],
            result.Report.Entries.Select(fault => fault.ToString()));
        Assert.True(GC.GetTotalAllocatedBytes() - before < 50_000_000);
    }

    [Fact]
    public void A_cut_picture_in_a_record_file_is_named_with_its_place()
    {
        // In its middle: the loader reads no more rows than it needs, and Prepare has looked at all of them.
        var noise = new RgbImage(100, 50);
        new Random(1).NextBytes(noise.Pixels);
        var whole = ImageFile.EncodeJpeg(noise, 80);
        var cut = whole[..(whole.Length / 2)];
        var path = new RecordIoBuilder()
            .Objects(1, RecordIoBuilder.Item(0)).Image(2, RecordIoBuilder.Label(6, [], RecordIoBuilder.Item(0)), cut)
            .Write(_folder, "train");
        var source = new SourceFolder("x", DatasetFormats.RecordIo, _folder.Root);
        var records = source.Format.Read(source, ["train"], Options).Records;

        var fault = Assert.Throws<MultiBoxException>(
            () => new BatchLoader(records, new BatchLoaderOptions { InputSize = 16, BatchSize = 2, Normalization = PixelNormalization.ImageNet }).Epoch(0).Count());

        Assert.Equal(
            $"{path}@{records[1].Picture.Offset}: the picture cannot be decoded (IncompleteInput). The file is damaged or incomplete; fetch or export it again.",
            fault.Message);
    }

    private static ReadingOptions Options => new() { ClassNames = ["cat", "dog"] };

    private static byte[] Huge()
    {
        // The frame header: FF C0, length, precision, height, width.
        byte[] picture = [.. RecordIoBuilder.Picture];
        var frame = picture.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(picture.AsSpan(frame + 5), 60_000);
        BinaryPrimitives.WriteUInt16BigEndian(picture.AsSpan(frame + 7), 60_000);
        return picture;
    }
}
