namespace MultiBox.Boxes;

/// <summary>The lists that decoding an image fills, kept from image to image. One thread at a time.</summary>
internal sealed class DecoderMemory
{
    public DecoderMemory(int classCount, DetectionDecoderOptions options, SuppressionRule rule, int candidateLists)
    {
        Scores = new float[classCount];
        Block = new float[ScoreBlock.Width * classCount];
        Candidates = [.. Enumerable.Range(0, candidateLists).Select(_ => new CandidateList(options.TopK))];
        Kept = [.. Enumerable.Range(0, options.ForceSuppress ? 1 : classCount).Select(_ => new KeptBoxes(options.NmsThreshold, rule))];
    }

    /// <summary><c>[C]</c>: the class scores of one default box.</summary>
    public float[] Scores { get; }

    /// <summary><c>[C, 8]</c>: the class scores of a block of default boxes.</summary>
    public float[] Block { get; }

    /// <summary>The candidates: of each class, or of all together.</summary>
    public CandidateList[] Candidates { get; }

    /// <summary>The detections.</summary>
    public List<DefaultBoxDetection> Found { get; } = [];

    /// <summary>Keys of candidates of all classes.</summary>
    public List<ulong> Order { get; } = [];

    private KeptBoxes[] Kept { get; }

    /// <summary>The kept boxes that a candidate of a class has to be tried against: those of its class, or all.</summary>
    /// <param name="label">The class.</param>
    public KeptBoxes RivalsOf(int label) => Kept.Length == 1 ? Kept[0] : Kept[label];

    /// <summary>Prepares for another image.</summary>
    /// <param name="floor">What the score of a candidate has to be above.</param>
    public void Clear(float floor)
    {
        foreach (var list in Candidates) list.Clear(floor);
        foreach (var kept in Kept) kept.Clear();
        Found.Clear();
        Order.Clear();
    }
}
