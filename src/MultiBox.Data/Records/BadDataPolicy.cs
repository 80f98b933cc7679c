namespace MultiBox.Data;

/// <summary>What to do with faulty data: boxes without a size, unknown classes, missing files and the like.</summary>
public enum BadDataPolicy
{
    /// <summary>Drop the object, or the image when a file itself is at fault, and report it. The default.</summary>
    Drop,

    /// <summary>Mend what can be mended (clip boxes, swap inverted corners, trust the picture's own size), drop the rest, report all.</summary>
    Repair,

    /// <summary>Refuse the data set, listing every fault.</summary>
    Fail,
}
