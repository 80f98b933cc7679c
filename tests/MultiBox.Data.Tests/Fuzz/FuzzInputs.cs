using System.Formats.Tar;
using MultiBox.Data.Tests.Coco;
using MultiBox.Data.Tests.Fetching;
using MultiBox.Data.Tests.RecordIo;
using MultiBox.Data.Tests.Voc;
using SkiaSharp;
using static MultiBox.Data.Tests.RecordIo.RecordIoBuilder;

namespace MultiBox.Data.Tests.Fuzz;

/// <summary>Valid input of each format, and pieces that mean something in it.</summary>
internal static class FuzzInputs
{
    public static string[] Xml { get; } =
        ["<object>", "</object>", "<a>", "<bndbox>", "<![CDATA[", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&amp;", "&b;", "&#0;", "&#x10FFFF;", "<!--", "<?xml version='1.1' encoding='utf-16'?>", "\0"];

    public static string[] Json { get; } = ["[", "{\"a\":", "\"", "null", "\\u0000", "\\ud800", "1e999", "-0", "\"images\":[", "\"id\":1,", "\"bbox\":[1,2,3,4],", "]}", "\n"];

    public static string[] Yaml { get; } = ["[", "{", "- ", "&a [", "*a", "? ", "!!python/object ", "<<: *a\n", "|\n ", "\"\\x", "---\n", "0: ", "\t", "#"];

    public static string[] Numbers { get; } = ["\n", " ", "0 0.5 0.5 0.25 0.5\n", "1e999", "nan", "-", "\0"];

    public static string CocoJson => CocoBuilder.File(
        [CocoBuilder.Image(1, "a.jpg"), CocoBuilder.Image(2, "sub/b.jpg", "\"width\":100,\"height\":50,\"license\":{\"a\":[1,2]}")],
        [CocoBuilder.Item(1, 1, 1), CocoBuilder.Item(2, 1, 2, "[0.5,1.5,3.25,4]", "\"iscrowd\":1,\"segmentation\":[[1,2,3]],\"area\":9.5"), CocoBuilder.Item(3, 2, 2, extra: "\"difficult\":1,\"corners\":[10,10,40,30]")]);

    public static string Annotation => VocBuilder.Annotation(
        VocBuilder.Item("dog", 1, 2, 30, 40) + VocBuilder.Item("cat", "10", "10", "40", "30", "<difficult>1</difficult>\n<truncated>0</truncated>\n") +
        "<object><name>dog</name><part><bndbox><xmin>1</xmin></bndbox></part><bndbox><xmin>5.5</xmin><ymin>5</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object>");

    public static byte[][] Pictures =>
    [
        RecordIoBuilder.Picture, PictureWithMagic(), Encode(SKEncodedImageFormat.Png), Encode(SKEncodedImageFormat.Webp), SmallPictures.Gif(7, 5), SmallPictures.Bmp(7, 5),
    ];

    public static byte[][] Records =>
    [
        new RecordIoBuilder().Objects(1, Item(0), Item(1, difficult: 1)).Image(2, Label(5, [640, 480], Item(1)), PictureWithMagic(2)).Objects(3, Item(0)).Bytes,
        new RecordIoBuilder().Image(1, Label(7, [], [0, 0.1f, 0.1f, 0.5f, 0.5f, 1, 9]), Encode(SKEncodedImageFormat.Png)).Objects(Magic, [BitConverter.UInt32BitsToSingle(Magic), -1, 0, 2, 5, 0]).Bytes,
    ];

    public static byte[] Tar => Archives.Tar(
        Archives.Folder("d/"), Archives.File("d/a.txt", new string('a', 1000)), Archives.File("./d/e/b.txt", "there"), Archives.Link("d/l", "a.txt"), Archives.HardLink("h", "d/a.txt"));

    public static byte[] PaxTar => Archives.Tar(
        new PaxGlobalExtendedAttributesTarEntry(new Dictionary<string, string> { ["comment"] = "all" }),
        new PaxTarEntry(TarEntryType.RegularFile, "d/" + new string('n', 150), new Dictionary<string, string> { ["mtime"] = "1.5", ["size"] = "2" }) { DataStream = new MemoryStream([1, 2]) },
        new PaxTarEntry(TarEntryType.SymbolicLink, "l") { LinkName = "d/" + new string('n', 150) });

    public static byte[] GnuTar => Archives.Tar(
        new GnuTarEntry(TarEntryType.RegularFile, "d/" + new string('n', 150)) { DataStream = new MemoryStream([1, 2]) },
        new GnuTarEntry(TarEntryType.HardLink, new string('l', 120)) { LinkName = "d/" + new string('n', 150) });

    private static byte[] Encode(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(20, 10, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (var x = 0; x < 20; x++) bitmap.SetPixel(x, x / 2, new SKColor((byte)(12 * x), 40, 200, (byte)(255 - x)));
        using var data = bitmap.Encode(format, 80);
        return data.ToArray();
    }
}
