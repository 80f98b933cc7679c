namespace MultiBox.Experiments;

/// <summary>How average precision sums up the curve of precision over recall.</summary>
public enum AveragePrecisionMetric
{
    /// <summary>Mean of 11 points (VOC2007).</summary>
    Voc07,

    /// <summary>Area under the precision envelope (VOC2010 and later).</summary>
    Voc,

    /// <summary>Mean over IoU 0.50 to 0.95 of the mean of 101 points (COCO).</summary>
    Coco,
}
