using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Model;

/// <summary>What <see cref="SsdModel.Build"/> builds. The parts come from plugins; this record does not know where from.</summary>
public sealed record SsdModelSpec
{
    /// <summary>The side of the square input in pixels.</summary>
    public required int InputSize { get; init; }

    /// <summary>C, the number of classes with the background.</summary>
    public required int ClassCount { get; init; }

    /// <summary>Creates the backbone.</summary>
    public required Func<Backbone> CreateBackbone { get; init; }

    /// <summary>The layers behind the backbone's last map.</summary>
    public required IReadOnlyList<ExtraLayerSpec> ExtraLayers { get; init; }

    /// <summary>Names of the maps that predict, null for all.</summary>
    public IReadOnlyList<string>? PredictFrom { get; init; }

    /// <summary>Creates the rule of the default boxes for the maps that predict.</summary>
    public required Func<IReadOnlyList<FeatureMap>, IDefaultBoxGenerator> CreateDefaultBoxes { get; init; }

    /// <summary>The coder of the offsets.</summary>
    public required BoxCoder BoxCoder { get; init; }

    /// <summary>Creates the head.</summary>
    public required Func<HeadContext, DetectionHead> CreateHead { get; init; }

    /// <summary>How the class scores are read, as the loss says.</summary>
    public ClassScores ClassScores { get; init; } = ClassScores.Softmax;

    /// <summary>Replaces the backbone's own normalisation, null to keep it.</summary>
    public PixelNormalization? Normalization { get; init; }

    /// <summary>Whether convolutions run with channels innermost in memory, the fastest order on most devices.</summary>
    public bool ChannelsLast { get; init; } = true;
}
