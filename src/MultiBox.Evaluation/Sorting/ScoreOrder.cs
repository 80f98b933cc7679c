namespace MultiBox.Evaluation;

/// <summary>Orders detections by their scores.</summary>
internal static class ScoreOrder
{
    // Fewer keys are sorted faster by comparing them.
    private const int RadixFrom = 2048;
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    /// <summary>The positions 0..N-1 from the highest score to the lowest; equal scores keep their order.</summary>
    /// <param name="scores"><c>[N]</c>, none of them NaN.</param>
    public static int[] Descending(ReadOnlySpan<float> scores)
    {
        // One number for score and position: sorting such numbers is quick, and stable because the position breaks ties.
        var keys = new ulong[scores.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = ((ulong)~Rising(scores[i]) << 32) | (uint)i;
        if (keys.Length < RadixFrom) Array.Sort(keys);
        else keys = SortByScore(keys);
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

    // Radix sort of the upper halves, digit after digit from the lowest. The lower halves rise already, and each pass is stable.
    private static ulong[] SortByScore(ulong[] keys)
    {
        var other = new ulong[keys.Length];
        var places = new int[Digits];
        for (var shift = 32; shift < 64; shift += DigitBits)
        {
            Array.Clear(places);
            foreach (var key in keys) places[Digit(key, shift)]++;
            var place = 0;
            for (var digit = 0; digit < Digits; digit++) (places[digit], place) = (place, place + places[digit]);
            foreach (var key in keys) other[places[Digit(key, shift)]++] = key;
            (keys, other) = (other, keys);
        }

        return keys;
    }

    private static int Digit(ulong key, int shift) => (int)(key >> shift) & (Digits - 1);
}
