namespace MultiBox.Data;

/// <summary>Why no default box reaches the IoU that a match needs.</summary>
public enum MatchCause
{
    /// <summary>Even the smallest default box is too large.</summary>
    TooSmall,

    /// <summary>Even the largest default box is too small.</summary>
    TooLarge,

    /// <summary>No default box is as wide or as tall for its size.</summary>
    TooElongated,

    /// <summary>There are smaller and larger default boxes of like shape, but none near enough in size.</summary>
    BetweenScales,

    /// <summary>A default box has the right shape and size, but the centres of its map lie too far apart.</summary>
    BetweenCells,
}
