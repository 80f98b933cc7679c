namespace MultiBox.Experiments;

/// <summary>How the sizes of the default boxes follow from the scales.</summary>
public enum DefaultBoxRule
{
    /// <summary>
    /// The MXNet reference's: integer percents between the scales, the first map at half the smallest; aspect ratios are listed in
    /// full with 1 first, e.g. [1, 2, 0.5].
    /// </summary>
    Mxnet,

    /// <summary>
    /// The paper's, as torchvision has it: linear between the scales, the last map's second box up to 1.0; ratio 1 is implied and
    /// each other ratio stands for itself and its inverse, e.g. [2, 3].
    /// </summary>
    Paper,
}
