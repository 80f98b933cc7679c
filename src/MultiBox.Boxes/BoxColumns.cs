using System.Buffers;
using System.Numerics;

namespace MultiBox.Boxes;

/// <summary>
/// Boxes as columns (all left edges, all top edges, ...), so that one vector instruction serves several boxes. The columns are
/// padded to whole vectors with empty boxes, whose IoU with anything is 0. Rented, unless they last: dispose it, once.
/// </summary>
internal readonly struct BoxColumns : IDisposable
{
    private readonly float[] _values;
    private readonly bool _rented;

    /// <summary>Copies boxes into columns.</summary>
    /// <param name="boxes">The boxes.</param>
    /// <param name="lasting">Whether they are kept for long, in memory of their own: there is nothing to dispose then.</param>
    public BoxColumns(ReadOnlySpan<Box> boxes, bool lasting = false)
    {
        Count = boxes.Length;
        PaddedCount = (boxes.Length + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        _rented = !lasting;
        _values = lasting ? new float[5 * PaddedCount] : ArrayPool<float>.Shared.Rent(5 * PaddedCount);
        var x1 = Column(0);
        var y1 = Column(1);
        var x2 = Column(2);
        var y2 = Column(3);
        var area = Column(4);
        for (var i = 0; i < boxes.Length; i++)
        {
            var box = boxes[i];
            (x1[i], y1[i], x2[i], y2[i], area[i]) = (box.X1, box.Y1, box.X2, box.Y2, box.Area);
        }

        for (var i = Count; i < PaddedCount; i++) Empty(i);
    }

    /// <summary>The number of boxes.</summary>
    public int Count { get; }

    /// <summary>The number of boxes with the padding, a multiple of the vector's length.</summary>
    public int PaddedCount { get; }

    /// <summary>Turns a box into one whose IoU with anything is 0.</summary>
    /// <param name="index">Its position.</param>
    public void Empty(int index)
    {
        Column(0)[index] = Column(1)[index] = float.PositiveInfinity;
        Column(2)[index] = Column(3)[index] = float.NegativeInfinity;
        Column(4)[index] = 0;
    }

    /// <summary>The reader of these columns against one box.</summary>
    /// <param name="box">The box.</param>
    public Row Against(Box box) => new(this, box);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_rented) ArrayPool<float>.Shared.Return(_values);
    }

    private Span<float> Column(int column) => _values.AsSpan(column * PaddedCount, PaddedCount);

    /// <summary>
    /// One row of the IoU matrix. The arithmetic is that of <see cref="BoxIou.Compute(Box, Box)"/>, step by step: ties stay ties.
    /// </summary>
    internal readonly ref struct Row
    {
        private readonly ReadOnlySpan<float> _x1;
        private readonly ReadOnlySpan<float> _y1;
        private readonly ReadOnlySpan<float> _x2;
        private readonly ReadOnlySpan<float> _y2;
        private readonly ReadOnlySpan<float> _area;
        private readonly Vector<float> _boxX1;
        private readonly Vector<float> _boxY1;
        private readonly Vector<float> _boxX2;
        private readonly Vector<float> _boxY2;
        private readonly Vector<float> _boxArea;

        public Row(BoxColumns columns, Box box)
        {
            _x1 = columns.Column(0);
            _y1 = columns.Column(1);
            _x2 = columns.Column(2);
            _y2 = columns.Column(3);
            _area = columns.Column(4);
            (_boxX1, _boxY1, _boxX2, _boxY2) = (new(box.X1), new(box.Y1), new(box.X2), new(box.Y2));
            _boxArea = new(box.Area);
        }

        /// <summary>The IoU with one vector's worth of boxes.</summary>
        /// <param name="start">The position of the first of them.</param>
        public Vector<float> IouAt(int start)
        {
            var zero = Vector<float>.Zero;
            var width = Vector.Max(Vector.Min(At(_x2, start), _boxX2) - Vector.Max(At(_x1, start), _boxX1), zero);
            var height = Vector.Max(Vector.Min(At(_y2, start), _boxY2) - Vector.Max(At(_y1, start), _boxY1), zero);
            var intersection = width * height;
            var union = At(_area, start) + _boxArea - intersection;
            return Vector.ConditionalSelect(Vector.GreaterThan(union, zero), intersection / union, zero);
        }

        private static Vector<float> At(ReadOnlySpan<float> column, int start) => new(column[start..]);
    }
}
