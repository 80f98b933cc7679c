namespace MultiBox.Plugins.Loss;

/// <summary>What the localisation term compares.</summary>
public enum BoxLoss
{
    /// <summary>The encoded offsets, by smooth-L1 (SSD, arXiv:1512.02325, sec. 2.2).</summary>
    SmoothL1,

    /// <summary>The decoded boxes, by 1 - GIoU (arXiv:1902.09630).</summary>
    Giou,

    /// <summary>The decoded boxes, by 1 - CIoU: overlap, distance of the centres and aspect ratio (arXiv:1911.08287).</summary>
    Ciou,
}
