using System.Numerics;

namespace MultiBox.Boxes;

/// <summary>
/// The boxes that NMS has kept so far, as columns, against which the next candidate is tried. Reusable; one thread at a time.
/// </summary>
/// <param name="threshold">The IoU that counts as much overlap.</param>
/// <param name="rule">Whether the threshold itself counts.</param>
internal sealed class KeptBoxes(float threshold, SuppressionRule rule)
{
    // "Above t" is "at or above the next float after t", so that one comparison serves both rules.
    private readonly float _limit = rule == SuppressionRule.Above ? MathF.BitIncrement(threshold) : threshold;

    private float[] _x1 = new float[16];
    private float[] _y1 = new float[16];
    private float[] _x2 = new float[16];
    private float[] _y2 = new float[16];
    private float[] _area = new float[16];
    private int _count;

    /// <summary>Forgets all boxes.</summary>
    public void Clear() => _count = 0;

    /// <summary>Keeps a box unless a kept one drops it.</summary>
    /// <param name="box">The box, of a score not above those before it.</param>
    /// <returns>Whether it is kept.</returns>
    public bool TryKeep(Box box)
    {
        var area = box.Area;
        if (IsDropped(box, area)) return false;
        if (_count == _x1.Length) Grow();
        _x1[_count] = box.X1;
        _y1[_count] = box.Y1;
        _x2[_count] = box.X2;
        _y2[_count] = box.Y2;
        _area[_count] = area;
        _count++;
        return true;
    }

    // The arithmetic is that of BoxIou.Compute, step by step: an IoU exactly at the threshold is the same in both.
    private bool IsDropped(Box box, float area)
    {
        var zero = Vector<float>.Zero;
        var limit = new Vector<float>(_limit);
        var boxX1 = new Vector<float>(box.X1);
        var boxY1 = new Vector<float>(box.Y1);
        var boxX2 = new Vector<float>(box.X2);
        var boxY2 = new Vector<float>(box.Y2);
        var boxArea = new Vector<float>(area);
        var i = 0;
        for (; i <= _count - Vector<float>.Count; i += Vector<float>.Count)
        {
            var width = Vector.Max(Vector.Min(new Vector<float>(_x2, i), boxX2) - Vector.Max(new Vector<float>(_x1, i), boxX1), zero);
            var height = Vector.Max(Vector.Min(new Vector<float>(_y2, i), boxY2) - Vector.Max(new Vector<float>(_y1, i), boxY1), zero);
            var intersection = width * height;
            var union = new Vector<float>(_area, i) + boxArea - intersection;
            var iou = Vector.ConditionalSelect(Vector.GreaterThan(union, zero), intersection / union, zero);
            if (Vector.GreaterThanOrEqualAny(iou, limit)) return true;
        }

        for (; i < _count; i++)
        {
            if (BoxIou.Compute(new Box(_x1[i], _y1[i], _x2[i], _y2[i]), box) >= _limit) return true;
        }

        return false;
    }

    private void Grow()
    {
        Array.Resize(ref _x1, 2 * _count);
        Array.Resize(ref _y1, 2 * _count);
        Array.Resize(ref _x2, 2 * _count);
        Array.Resize(ref _y2, 2 * _count);
        Array.Resize(ref _area, 2 * _count);
    }
}
