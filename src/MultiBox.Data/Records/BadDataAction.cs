namespace MultiBox.Data;

/// <summary>What was done about one fault.</summary>
public enum BadDataAction
{
    /// <summary>Nothing: the policy is to fail, so the data set is refused as a whole.</summary>
    Refused,

    /// <summary>The object was left out; its image stays.</summary>
    ObjectDropped,

    /// <summary>The image was left out with all its objects.</summary>
    ImageDropped,

    /// <summary>The value was mended; the object stays.</summary>
    Repaired,

    /// <summary>The line of the image set was passed over, as the image is listed already.</summary>
    LineSkipped,
}
