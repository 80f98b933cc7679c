using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>What the health of a data set is analysed from.</summary>
public sealed record HealthRequest
{
    /// <summary>The classes in the order of their labels, from 1; at least one.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The splits.</summary>
    public required IReadOnlyList<PreparedSplit> Splits { get; init; }

    /// <summary>The side of the network's square input, in pixels.</summary>
    public required int InputSize { get; init; }

    /// <summary>The network's default boxes; null where they cannot be had: the matching is then left out.</summary>
    public DefaultBoxes? DefaultBoxes { get; init; }

    /// <summary>Why there are no default boxes, for people; null where there are.</summary>
    public string? WithoutDefaultBoxes { get; init; }

    /// <summary>The names of the maps that the default boxes lie on; empty to number them.</summary>
    public IReadOnlyList<string> MapNames { get; init; } = [];

    /// <summary>The IoU from which a default box matches an object.</summary>
    /// <value>Above 0, up to 1; default 0.5.</value>
    public float MatchIou { get; init; } = 0.5f;

    /// <summary>The pictures that two splits share, exactly or nearly; see <see cref="DuplicatePictures"/>.</summary>
    public IReadOnlyList<DuplicatePicture> Duplicates { get; init; } = [];

    /// <summary>How many of the worst matches are kept of each split and size.</summary>
    /// <value>0 or above; default 6.</value>
    public int WorstKept { get; init; } = 6;
}
