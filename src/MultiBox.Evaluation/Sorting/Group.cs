namespace MultiBox.Evaluation;

/// <summary>Sorts positions into groups by a small number, keeping their order in each group.</summary>
internal sealed class Group
{
    private readonly int[] _starts;
    private readonly int[] _members;

    private Group(int[] starts, int[] members) => (_starts, _members) = (starts, members);

    /// <summary>The members of a group.</summary>
    /// <param name="number">The group.</param>
    public ReadOnlySpan<int> this[int number] => _members.AsSpan(_starts[number], _starts[number + 1] - _starts[number]);

    /// <summary>Groups the positions of a list.</summary>
    /// <param name="items">The list.</param>
    /// <param name="number">The group of an item, from 0.</param>
    /// <param name="groups">The number of groups.</param>
    public static Group By<T>(List<T> items, Func<T, int> number, int groups)
    {
        var starts = new int[groups + 1];
        foreach (var item in items) starts[number(item) + 1]++;
        for (var i = 0; i < groups; i++) starts[i + 1] += starts[i];
        var next = starts.AsSpan(0, groups).ToArray();
        var members = new int[items.Count];
        for (var i = 0; i < members.Length; i++) members[next[number(items[i])]++] = i;
        return new Group(starts, members);
    }
}
