namespace MultiBox.Evaluation;

/// <summary>The two ways in which PASCAL VOC summed up a precision-recall curve.</summary>
public enum VocMetric
{
    /// <summary>The mean of the best precision at recall 0, 0.1, ..., 1 and beyond (VOC 2007).</summary>
    ElevenPoint,

    /// <summary>The area under the precision envelope (VOC 2010 and later).</summary>
    Area,
}
