namespace MultiBox.Experiments;

/// <summary>How predictions become detections.</summary>
public enum DecoderName
{
    /// <summary>Each class on its own: a default box may give several detections (torchvision).</summary>
    PerClass,

    /// <summary>A default box gives at most one detection, of its best class (the MXNet reference).</summary>
    BestClass,
}
