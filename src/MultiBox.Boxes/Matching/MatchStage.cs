namespace MultiBox.Boxes;

/// <summary>Why a default box was matched.</summary>
public enum MatchStage
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>It is the best default box left for its ground truth (MXNet's "bipartite" stage).</summary>
    BestDefaultBox,

    /// <summary>Its overlap with its ground truth reaches the threshold.</summary>
    Threshold,
}
