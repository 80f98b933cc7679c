namespace MultiBox.Experiments;

/// <summary>What happens to an annotation that cannot be used, e.g. a box of zero size.</summary>
public enum BadDataPolicy
{
    /// <summary>Preparation stops and lists every one.</summary>
    Fail,

    /// <summary>The object is left out, and the report says so.</summary>
    Drop,

    /// <summary>The object is mended where that is possible, e.g. by clipping, and left out otherwise.</summary>
    Repair,
}
