using System.Runtime.InteropServices;

namespace MultiBox.Boxes;

/// <summary>
/// The best candidates so far, at most a few more than are wanted. Once there are enough, only scores above the worst of them get in:
/// of many default boxes few ever do. Reusable; one thread at a time.
/// </summary>
/// <param name="limit">How many are wanted; negative: all.</param>
internal sealed class CandidateList(int limit)
{
    private const int Spare = 64;

    private readonly List<ulong> _keys = [];
    private readonly int _full = limit < 0 || limit > (int.MaxValue / 2) - Spare ? int.MaxValue : (2 * limit) + Spare;

    /// <summary>A score has to be above it.</summary>
    public float Floor { get; private set; }

    /// <summary>Empties the list.</summary>
    /// <param name="floor">What a score has to be above.</param>
    public void Clear(float floor)
    {
        _keys.Clear();
        Floor = floor;
    }

    /// <summary>Adds a candidate.</summary>
    /// <param name="score">Its score, above <see cref="Floor"/>.</param>
    /// <param name="index">Its position, above those that were added before: of equal scores the first one is better.</param>
    public void Add(float score, int index)
    {
        _keys.Add(ScoreOrder.Key(score, index));
        if (_keys.Count < _full) return;
        // One that comes later with the same score as the worst is worse than it.
        Floor = Math.Max(Floor, ScoreOrder.Score(ScoreOrder.MoveBestToFront(CollectionsMarshal.AsSpan(_keys), limit)));
        _keys.RemoveRange(limit, _keys.Count - limit);
    }

    /// <summary>The keys of the best candidates, in any order.</summary>
    public ReadOnlySpan<ulong> Best()
    {
        if (limit >= 0 && _keys.Count > limit)
        {
            ScoreOrder.MoveBestToFront(CollectionsMarshal.AsSpan(_keys), limit);
            _keys.RemoveRange(limit, _keys.Count - limit);
        }

        return CollectionsMarshal.AsSpan(_keys);
    }

    /// <summary>The keys of the best candidates, best first.</summary>
    public ReadOnlySpan<ulong> Sorted()
    {
        Best();
        _keys.Sort();
        return CollectionsMarshal.AsSpan(_keys);
    }
}
