namespace MultiBox.Boxes;

/// <summary>What is common to default boxes that lie one after the other.</summary>
/// <param name="Hull">The smallest box around all.</param>
/// <param name="SmallestArea">The smallest area of one.</param>
/// <param name="LargestArea">The largest.</param>
internal readonly record struct DefaultBoxChunk(Box Hull, float SmallestArea, float LargestArea)
{
    // The bound is exact in real numbers; this is far more than what rounding adds to an IoU.
    private const float Rounding = 1 + 1e-4f;

    /// <summary>The chunk of some boxes.</summary>
    /// <param name="boxes">The boxes, at least one.</param>
    public static DefaultBoxChunk Around(ReadOnlySpan<Box> boxes)
    {
        var chunk = new DefaultBoxChunk(boxes[0], boxes[0].Area, boxes[0].Area);
        foreach (var box in boxes)
        {
            var hull = chunk.Hull;
            chunk = new DefaultBoxChunk(
                new Box(Math.Min(hull.X1, box.X1), Math.Min(hull.Y1, box.Y1), Math.Max(hull.X2, box.X2), Math.Max(hull.Y2, box.Y2)),
                Math.Min(chunk.SmallestArea, box.Area), Math.Max(chunk.LargestArea, box.Area));
        }

        return chunk;
    }

    /// <summary>
    /// What the IoU of a box with any of the chunk is at most: none has a larger intersection than the hull, or than its own area; no union
    /// is below the larger of the two areas.
    /// </summary>
    /// <param name="box">The box.</param>
    public float Bound(Box box)
    {
        var width = MathF.Max(MathF.Min(Hull.X2, box.X2) - MathF.Max(Hull.X1, box.X1), 0);
        var height = MathF.Max(MathF.Min(Hull.Y2, box.Y2) - MathF.Max(Hull.Y1, box.Y1), 0);
        var intersection = MathF.Min(width * height, LargestArea);
        var union = MathF.Max(box.Area, SmallestArea);
        return union > 0 ? intersection / union * Rounding : 0;
    }
}
