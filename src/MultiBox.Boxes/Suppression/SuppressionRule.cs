namespace MultiBox.Boxes;

/// <summary>When a kept box drops a box of lower score.</summary>
public enum SuppressionRule
{
    /// <summary>When their IoU is above the threshold (torchvision).</summary>
    Above,

    /// <summary>When their IoU is at or above the threshold (MXNet).</summary>
    AtOrAbove,
}
