namespace MultiBox.Data;

/// <summary>The formats that are read.</summary>
public static class DatasetFormats
{
    /// <summary>PASCAL VOC.</summary>
    public static IDatasetFormat Voc { get; } = new VocFormat();

    /// <summary>MXNet's RecordIO with packed labels.</summary>
    public static IDatasetFormat RecordIo { get; } = new RecordIoFormat();

    /// <summary>All formats, by name.</summary>
    public static IReadOnlyList<IDatasetFormat> All { get; } = [Voc, RecordIo];
}
