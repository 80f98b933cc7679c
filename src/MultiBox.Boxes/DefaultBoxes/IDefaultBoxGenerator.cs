namespace MultiBox.Boxes;

/// <summary>A rule that lays default boxes over the feature maps of a network. Instances are immutable.</summary>
public interface IDefaultBoxGenerator
{
    /// <summary>The number of default boxes in a cell of each map, known before the maps' sizes: the head is built from it.</summary>
    IReadOnlyList<int> BoxesPerCell { get; }

    /// <summary>Lays the boxes of all maps.</summary>
    /// <param name="inputHeight">Height of the network's input in pixels.</param>
    /// <param name="inputWidth">Width of the network's input in pixels.</param>
    /// <param name="maps">The sizes of the maps, as many as <see cref="BoxesPerCell"/> has entries.</param>
    /// <returns>The boxes in 0..1 of the input.</returns>
    /// <exception cref="ArgumentException">There are more or fewer maps, or one is empty.</exception>
    DefaultBoxes Generate(int inputHeight, int inputWidth, IReadOnlyList<FeatureMapSize> maps);
}
