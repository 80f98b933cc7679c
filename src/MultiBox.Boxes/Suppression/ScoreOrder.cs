namespace MultiBox.Boxes;

/// <summary>
/// Sorts positions by score. Score and position make one integer whose natural order is highest score first, then first position:
/// plain integer sorting, which is fast, then is stable too.
/// </summary>
internal static class ScoreOrder
{
    /// <summary>The integer of a scored position.</summary>
    /// <param name="score">Any number but NaN.</param>
    /// <param name="index">The position, not negative.</param>
    public static ulong Key(float score, int index)
    {
        // Adding 0 turns -0 into 0. Then the bits of positive floats order as integers, those of negative ones the other way round.
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        var rising = (bits & 0x8000_0000) == 0 ? bits | 0x8000_0000 : ~bits;
        return ((ulong)~rising << 32) | (uint)index;
    }

    /// <summary>The position in a key.</summary>
    /// <param name="key">The key.</param>
    public static int Index(ulong key) => (int)(uint)key;

    /// <summary>The score in a key.</summary>
    /// <param name="key">The key.</param>
    public static float Score(ulong key)
    {
        var rising = ~(uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle((rising & 0x8000_0000) == 0 ? ~rising : rising & 0x7FFF_FFFF);
    }

    /// <summary>Moves the best entries to the front, where they are in any order.</summary>
    /// <param name="keys">All keys, in any order, all different.</param>
    /// <param name="count">How many, 1 to the number of keys.</param>
    /// <returns>The worst of them.</returns>
    public static ulong MoveBestToFront(Span<ulong> keys, int count)
    {
        if (count < keys.Length) MoveSmallestToFront(keys, count);
        var worst = keys[0];
        foreach (var key in keys[1..count]) worst = Math.Max(worst, key);
        return worst;
    }

    // Quickselect: sorting all of an untrained network's candidates would cost more than the rest of decoding.
    private static void MoveSmallestToFront(Span<ulong> keys, int count)
    {
        var (low, high) = (0, keys.Length - 1);
        while (low < high)
        {
            var pivot = MedianOfThree(keys[low], keys[low + ((high - low) / 2)], keys[high]);
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (keys[left] < pivot) left++;
                while (keys[right] > pivot) right--;
                if (left > right) break;
                (keys[left], keys[right]) = (keys[right], keys[left]);
                left++;
                right--;
            }

            if (count <= right) high = right;
            else if (count > left) low = left;
            else return;
        }
    }

    private static ulong MedianOfThree(ulong a, ulong b, ulong c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
