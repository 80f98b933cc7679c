namespace MultiBox.Evaluation;

/// <summary>The ranges of an object's area in which COCO evaluates, in original pixels squared; both ends belong to a range.</summary>
public enum CocoArea
{
    /// <summary>Every object: 0 to 1e10.</summary>
    All,

    /// <summary>Up to 32 x 32.</summary>
    Small,

    /// <summary>32 x 32 to 96 x 96.</summary>
    Medium,

    /// <summary>From 96 x 96 on, to 1e10.</summary>
    Large,
}
