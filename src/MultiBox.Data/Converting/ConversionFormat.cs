namespace MultiBox.Data;

/// <summary>The formats that data sets are converted to.</summary>
public enum ConversionFormat
{
    /// <summary>PASCAL VOC.</summary>
    Voc,

    /// <summary>COCO.</summary>
    Coco,

    /// <summary>YOLO.</summary>
    Yolo,
}
