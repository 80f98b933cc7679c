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

    /// <summary>All formats, by name.</summary>
    public static IReadOnlyList<IDatasetFormat> All { get; } = [Coco, Voc, Yolo];
}
