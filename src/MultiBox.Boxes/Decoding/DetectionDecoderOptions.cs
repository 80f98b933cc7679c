namespace MultiBox.Boxes;

/// <summary>How predictions become detections.</summary>
public sealed record DetectionDecoderOptions
{
    /// <summary>The score that a detection has to have.</summary>
    /// <value>A probability, 0..1; default 0.01.</value>
    public float ScoreThreshold { get; init; } = 0.01f;

    /// <summary>The IoU with a better detection that drops a detection.</summary>
    /// <value>0..1; default 0.45.</value>
    public float NmsThreshold { get; init; } = 0.45f;

    /// <summary>How many candidates of highest score enter NMS: of each class, or of all together; the decoder says which.</summary>
    /// <value>Above 0, or -1 for all; default 400.</value>
    public int TopK { get; init; } = 400;

    /// <summary>How many detections of highest score an image keeps.</summary>
    /// <value>Above 0, or -1 for all; default 200.</value>
    public int MaxDetections { get; init; } = 200;

    /// <summary>Whether detections of different classes drop each other.</summary>
    /// <value>Default false.</value>
    public bool ForceSuppress { get; init; }

    /// <summary>What makes scores of the logits: as the network was trained.</summary>
    /// <value>Default <see cref="ScoreActivation.Softmax"/>.</value>
    public ScoreActivation Activation { get; init; }

    /// <summary>
    /// Whether boxes are clipped to the image before NMS, as MXNet and torchvision do; otherwise only afterwards, as in Caffe's
    /// <c>DetectionOutput</c>, so that overlaps count what lies outside too.
    /// </summary>
    /// <value>Default true.</value>
    public bool Clip { get; init; } = true;

    /// <summary>Refuses values out of their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Check()
    {
        MustBeUnit(ScoreThreshold, nameof(ScoreThreshold));
        MustBeUnit(NmsThreshold, nameof(NmsThreshold));
        MustBeCount(TopK, nameof(TopK));
        MustBeCount(MaxDetections, nameof(MaxDetections));
    }

    private static void MustBeUnit(float value, string name)
    {
        if (!(value >= 0 && value <= 1)) throw new ArgumentOutOfRangeException(name, value, $"{name} is 0..1.");
    }

    private static void MustBeCount(int value, string name)
    {
        if (value is 0 or < -1) throw new ArgumentOutOfRangeException(name, value, $"{name} is above 0, or -1 for all.");
    }
}
