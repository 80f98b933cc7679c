using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Importing;

/// <summary>How a published network's weights become those of a network here, and what that network is like.</summary>
internal sealed record MappingTable
{
    /// <summary>Its name: the file's, without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>Its file.</summary>
    public required string Path { get; init; }

    /// <summary>One line for people.</summary>
    public required string Description { get; init; }

    /// <summary>Options that the backbone has to have.</summary>
    public required PluginOptions Needs { get; init; }

    /// <summary>The formats that the weights are published in, the one to export to first.</summary>
    public required IReadOnlyList<MappingFormat> Formats { get; init; }

    /// <summary>Whether it fills the whole detector, or its backbone alone.</summary>
    public required bool IsDetector { get; init; }

    /// <summary>The normalisation that the weights were trained with, null for the backbone's own.</summary>
    public required PixelNormalization? Pixels { get; init; }

    /// <summary>Whether decoded boxes are cut at the image's border before NMS.</summary>
    public required bool ClipBoxes { get; init; }

    /// <summary>Whether decoded sizes are bounded.</summary>
    public required bool BoundSizes { get; init; }

    /// <summary>Where each tensor goes.</summary>
    public required WeightMapping Mapping { get; init; }
}
