namespace MultiBox.Experiments;

/// <summary>What of batch norm layers is trained.</summary>
public enum BatchNormMode
{
    /// <summary>Batches are normalised by their own statistics, of which the layers keep running means.</summary>
    Train,

    /// <summary>Batches are normalised by the running means, which stay as they are; scale and shift are trained.</summary>
    FreezeStatistics,

    /// <summary>As <see cref="FreezeStatistics"/>, and scale and shift stay as they are, too: torchvision's frozen batch norm.</summary>
    Freeze,
}
