namespace MultiBox.Data;

/// <summary>The formats that are read.</summary>
public static class DatasetFormats
{
    /// <summary>PASCAL VOC.</summary>
    public static IDatasetFormat Voc { get; } = new VocFormat();

    /// <summary>COCO.</summary>
    public static IDatasetFormat Coco { get; } = new CocoFormat();

    /// <summary>YOLO.</summary>
    public static IDatasetFormat Yolo { get; } = new YoloFormat();

    /// <summary>MXNet's RecordIO with packed labels.</summary>
    public static IDatasetFormat RecordIo { get; } = new RecordIoFormat();

    /// <summary>All formats, by name.</summary>
    public static IReadOnlyList<IDatasetFormat> All { get; } = [Coco, RecordIo, Voc, Yolo];

    /// <summary>A format by its name; null when it is not read.</summary>
    /// <param name="name">The name, e.g. <c>voc</c>.</param>
    public static IDatasetFormat? Find(string name) => All.FirstOrDefault(format => format.Name == name);
}
