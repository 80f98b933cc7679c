namespace MultiBox.Abstractions;

/// <summary>What a head is built for.</summary>
/// <param name="FeatureMaps">The maps that predict, in order.</param>
/// <param name="BoxesPerCell">The number of default boxes in a cell of each map.</param>
/// <param name="ClassCount">C, the number of classes with the background.</param>
public sealed record HeadContext(IReadOnlyList<FeatureMap> FeatureMaps, IReadOnlyList<int> BoxesPerCell, int ClassCount)
{
    /// <summary>How the class scores are read; the biases of the object classes start at its <see cref="ClassScores.InitialBias"/>.</summary>
    /// <value>Default <see cref="ClassScores.Softmax"/>.</value>
    public ClassScores ClassScores { get; init; } = ClassScores.Softmax;
}
