namespace MultiBox.Evaluation;

/// <summary>How the coordinates of a box are read.</summary>
public enum BoxConvention
{
    /// <summary>Edges: width = x2 - x1, as mxnet-ssd's metric during training has it.</summary>
    Continuous,

    /// <summary>First and last pixel, both inside: width = x2 - x1 + 1, the rule of the VOC development kit.</summary>
    InclusivePixels,
}
