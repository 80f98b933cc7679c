namespace MultiBox.Boxes;

/// <summary>What both matchers begin with.</summary>
internal static class MatchThreshold
{
    /// <summary>Refuses a threshold that is no IoU.</summary>
    /// <param name="threshold">The threshold.</param>
    public static void Check(float threshold)
    {
        if (!(threshold >= 0 && threshold <= 1)) throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "An IoU is 0..1.");
    }

    /// <summary>The match of an image without ground truths.</summary>
    /// <param name="count">The number of default boxes.</param>
    public static MatchResult Nothing(int count)
    {
        var groundTruth = new int[count];
        Array.Fill(groundTruth, -1);
        return new MatchResult(groundTruth, new float[count], new MatchStage[count]);
    }
}
