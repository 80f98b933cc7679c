namespace MultiBox.Weights;

/// <summary>A mark on the unpickler's stack.</summary>
internal sealed class PickleMark;

/// <summary>Python's None.</summary>
internal sealed class PickleNone
{
    public static PickleNone Instance { get; } = new();
}

/// <summary>A dictionary that keeps its order; keys that are no strings are kept by their text.</summary>
internal sealed class PickleDictionary
{
    public List<(object Key, object Value)> Items { get; } = [];
}

/// <summary>A list or set.</summary>
internal sealed class PickleList
{
    public List<object> Items { get; } = [];
}

/// <summary>A tuple; it cannot hold itself.</summary>
internal sealed record PickleTuple(object[] Items);

/// <summary>Numbers that lie outside the pickle.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Key">The name of their record.</param>
/// <param name="Count">How many they are.</param>
internal sealed record PickleStorage(WeightType Type, string Key, long Count);

/// <summary>A view of a storage; offsets and strides in numbers.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides);
