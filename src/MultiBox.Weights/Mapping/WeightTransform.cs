namespace MultiBox.Weights;

/// <summary>What happens to a tensor's numbers on the way to another network.</summary>
public enum WeightTransform
{
    /// <summary>Nothing: the shapes are equal.</summary>
    None,

    /// <summary>The same numbers in another shape.</summary>
    Reshape,

    /// <summary>The first two sizes swap, as fully connected layers are kept either way.</summary>
    Transpose,

    /// <summary>The second size is reversed: a first convolution that saw blue, green, red sees red, green, blue.</summary>
    FlipInput,

    /// <summary>All numbers become 1: a scale that its network holds at 1 whatever is stored.</summary>
    Ones,

    /// <summary>Divided by the single number of a second tensor; 0 where that is 0 (Caffe's batch norm).</summary>
    Divide,

    /// <summary>
    /// A fully connected layer of VGG becomes a smaller convolution: every fourth channel, and every third cell of its 7x7 input
    /// (SSD, arXiv:1512.02325, sec. 3, after DeepLab, arXiv:1412.7062). It cannot be undone.
    /// </summary>
    Decimate,

    /// <summary>
    /// Class predictors, <c>[k * C, ...]</c> with the C classes of a default box side by side, whose last class is the background: it
    /// comes first, as here.
    /// </summary>
    BackgroundFirst,
}
