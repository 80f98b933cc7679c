namespace MultiBox.Data;

/// <summary>The formats that are read.</summary>
public static class DatasetFormats
{
    /// <summary>PASCAL VOC.</summary>
    public static IDatasetFormat Voc { get; } = new VocFormat();

    /// <summary>All formats, by name.</summary>
    public static IReadOnlyList<IDatasetFormat> All { get; } = [Voc];
}
