namespace MultiBox.Experiments;

/// <summary>What happens to a tensor's numbers on the way from another network.</summary>
public enum MappingTransform
{
    /// <summary>Nothing: the shapes are equal.</summary>
    None,

    /// <summary>The same numbers in another shape.</summary>
    Reshape,

    /// <summary>The first two sizes swap.</summary>
    Transpose,

    /// <summary>The second size is reversed: a first convolution that saw blue, green, red sees red, green, blue.</summary>
    FlipInput,

    /// <summary>All numbers become 1: a scale that its network holds at 1 whatever is stored.</summary>
    Ones,

    /// <summary>Divided by the single number of the second tensor; 0 where that is 0 (Caffe's batch norm).</summary>
    Divide,

    /// <summary>VGG's fully connected layers as SSD reduces them: every fourth channel, every third cell.</summary>
    Decimate,

    /// <summary>Class predictors whose last class is the background get it first, as it is here.</summary>
    BackgroundFirst,
}
