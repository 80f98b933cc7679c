using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Yolo;

/// <summary>Writes small YOLO folders with real pictures of 100x50.</summary>
internal sealed class YoloBuilder(TemporaryFolder folder, string relative = "yolo")
{
    private static readonly byte[] Picture = ImageFile.EncodeJpeg(new RgbImage(100, 50, 90), 80);

    public string Root => folder.At(relative);

    public SourceFolder Source => new("x", DatasetFormats.Yolo, Root);

    public string At(string path) => Path.Combine(Root, path.Replace('/', Path.DirectorySeparatorChar));

    public YoloBuilder Write(string path, string text)
    {
        folder.Write(Path.Combine(relative, path), text);
        return this;
    }

    public YoloBuilder With(params string[] pictures)
    {
        foreach (var picture in pictures) folder.Write(Path.Combine(relative, picture), Picture);
        return this;
    }

    /// <summary>A picture with its labels in the first layout; no file of labels for null.</summary>
    public YoloBuilder Image(string name, string? labels)
    {
        if (labels is not null) Write($"labels/train/{name}.txt", labels);
        return With($"images/train/{name}.jpg");
    }

    public static ReadingOptions Options(BadDataPolicy policy = BadDataPolicy.Drop) => new() { ClassNames = ["cat", "dog"], OnBadData = policy };

    public ReadingResult Read(ReadingOptions? options = null, params string[] imageSets) =>
        DatasetFormats.Yolo.Read(Source, imageSets.Length == 0 ? ["train"] : imageSets, options ?? Options());
}
