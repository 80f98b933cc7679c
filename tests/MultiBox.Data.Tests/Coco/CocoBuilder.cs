using System.Globalization;
using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Coco;

/// <summary>Writes small COCO folders with real pictures of 100x50. Files have one entry a line, so that line numbers are known.</summary>
internal sealed class CocoBuilder(TemporaryFolder folder, string relative = "coco")
{
    private static readonly byte[] Picture = ImageFile.EncodeJpeg(new RgbImage(100, 50, 90), 80);

    public static string[] Categories { get; } = [Category(1, "cat"), Category(2, "dog")];

    public string Root => folder.At(relative);

    public SourceFolder Source => new("x", DatasetFormats.Coco, Root);

    /// <summary>The annotation file that <see cref="Train"/> writes.</summary>
    public string Json => Path.Combine(Root, "annotations", "instances_train.json");

    public static string Image(int id, string fileName, string size = "\"width\":100,\"height\":50") => $"{{\"id\":{id},\"file_name\":\"{fileName}\",{size}}}";

    public static string Item(int id, int imageId, int categoryId, string bbox = "[10,10,30,20]", string extra = "\"iscrowd\":0") =>
        $"{{\"id\":{id},\"image_id\":{imageId},\"category_id\":{categoryId},\"bbox\":{bbox},{extra}}}";

    public static string Category(int id, string name) => $"{{\"id\":{id},\"name\":\"{name}\"}}";

    /// <summary>A file: line 1, then a line for each image, a line between, a line for each object, a line between, and the categories.</summary>
    public static string File(string[] images, string[] objects, string[]? categories = null) =>
        $"{{\"images\":[\n{Lines(images)}],\"annotations\":[\n{Lines(objects)}],\"categories\":[\n{Lines(categories ?? Categories)}]}}\n";

    /// <summary>Writes <c>annotations/instances_train.json</c> and a picture for each name.</summary>
    public CocoBuilder Train(string json, params string[] pictures)
    {
        folder.Write(Path.Combine(relative, "annotations", "instances_train.json"), json);
        return With(pictures.Select(name => Path.Combine("train", name)).ToArray());
    }

    public CocoBuilder Write(string path, string text)
    {
        folder.Write(Path.Combine(relative, path), text);
        return this;
    }

    public CocoBuilder With(params string[] pictures)
    {
        foreach (var picture in pictures) folder.Write(Path.Combine(relative, picture), Picture);
        return this;
    }

    public ReadingResult Read(ReadingOptions? options = null, params string[] imageSets) =>
        DatasetFormats.Coco.Read(Source, imageSets.Length == 0 ? ["train"] : imageSets, options ?? Options());

    public static ReadingOptions Options(BadDataPolicy policy = BadDataPolicy.Drop) => new() { ClassNames = ["cat", "dog"], OnBadData = policy };

    private static string Lines(string[] entries) => string.Concat(entries.Select((entry, i) => string.Create(
        CultureInfo.InvariantCulture, $"{entry}{(i + 1 < entries.Length ? "," : "")}\n")));
}
