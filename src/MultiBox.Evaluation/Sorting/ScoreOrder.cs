namespace MultiBox.Evaluation;

/// <summary>Orders detections by their scores.</summary>
internal static class ScoreOrder
{
    /// <summary>The positions 0..N-1 from the highest score to the lowest; equal scores keep their order.</summary>
    /// <param name="scores"><c>[N]</c>, none of them NaN.</param>
    public static int[] Descending(ReadOnlySpan<float> scores)
    {
        // One number for score and position: sorting such numbers is quick, and stable because the position breaks ties.
        var keys = new ulong[scores.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = ((ulong)~Rising(scores[i]) << 32) | (uint)i;
        Array.Sort(keys);
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++) order[i] = (int)(uint)keys[i];
        return order;
    }

    // A number without sign that rises with the score. Adding 0 makes -0 equal to 0.
    private static uint Rising(float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return (bits & 0x8000_0000u) == 0 ? bits | 0x8000_0000u : ~bits;
    }
}
