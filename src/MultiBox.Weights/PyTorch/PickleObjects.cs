namespace MultiBox.Weights;

/// <summary>A mark on the unpickler's stack.</summary>
internal sealed class PickleMark
{
    public static PickleMark Instance { get; } = new();
}

/// <summary>Python's None.</summary>
internal sealed class PickleNone
{
    public static PickleNone Instance { get; } = new();
}

/// <summary>A dictionary that keeps its order; keys that are no strings are kept by their text.</summary>
internal sealed class PickleDictionary
{
    private List<(object Key, object Value)>? _items;

    public IReadOnlyList<(object Key, object Value)> Items => _items ?? [];

    public void Add(object key, object value) => (_items ??= []).Add((key, value));
}

/// <summary>A list or set.</summary>
internal sealed class PickleList
{
    private List<object>? _items;

    public IReadOnlyList<object> Items => _items ?? [];

    public void Add(IReadOnlyList<object> items) => (_items ??= []).AddRange(items);
}

/// <summary>A tuple; it cannot hold itself.</summary>
internal sealed class PickleTuple(object[] items)
{
    public static PickleTuple Empty { get; } = new([]);

    public object[] Items => items;
}

/// <summary>Numbers that lie outside the pickle.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Key">The name of their record.</param>
/// <param name="Count">How many they are.</param>
internal sealed record PickleStorage(WeightType Type, string Key, long Count);

/// <summary>A view of a storage; offsets and strides in numbers.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides);

/// <summary>A pickle asks for more than tensors.</summary>
/// <param name="what">What for, where.</param>
internal sealed class RefusedPickleException(string what) : Exception(what);
