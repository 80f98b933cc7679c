namespace MultiBox.Boxes;

/// <summary>The lists that decoding an image fills, kept from image to image. One thread at a time.</summary>
internal sealed class DecoderMemory
{
    public DecoderMemory(int classCount, DetectionDecoderOptions options, SuppressionRule rule)
    {
        Scores = new float[classCount];
        Candidates = [.. Enumerable.Range(0, classCount).Select(_ => new List<ulong>())];
        Kept = [.. Enumerable.Range(0, options.ForceSuppress ? 1 : classCount).Select(_ => new KeptBoxes(options.NmsThreshold, rule))];
    }

    /// <summary><c>[C]</c>: the class scores of one default box.</summary>
    public float[] Scores { get; }

    /// <summary><c>[C]</c>: the keys of the candidates of each class.</summary>
    public List<ulong>[] Candidates { get; }

    /// <summary>The detections.</summary>
    public List<DefaultBoxDetection> Found { get; } = [];

    /// <summary>Candidates before NMS or detections before the last sorting.</summary>
    public List<DefaultBoxDetection> Unsorted { get; } = [];

    /// <summary>The keys that sort <see cref="Unsorted"/>.</summary>
    public List<ulong> Order { get; } = [];

    private KeptBoxes[] Kept { get; }

    /// <summary>The kept boxes that a candidate of a class has to be tried against: those of its class, or all.</summary>
    /// <param name="label">The class.</param>
    public KeptBoxes RivalsOf(int label) => Kept.Length == 1 ? Kept[0] : Kept[label];

    /// <summary>Prepares for another image.</summary>
    public void Clear()
    {
        foreach (var list in Candidates) list.Clear();
        foreach (var kept in Kept) kept.Clear();
        Found.Clear();
        Unsorted.Clear();
        Order.Clear();
    }
}
