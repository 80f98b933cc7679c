namespace MultiBox.Onnx;

/// <summary>A dimension of an input or output: fixed, or dynamic with a name. An integer converts to a fixed one.</summary>
public readonly record struct OnnxDimension
{
    private OnnxDimension(string? name, long size)
    {
        Name = name;
        Size = size;
    }

    /// <summary>The name of a dynamic dimension: those of one name are of one size. Null for a fixed one.</summary>
    public string? Name { get; }

    /// <summary>The size; of a dynamic dimension one that the module can be tried with.</summary>
    public long Size { get; }

    /// <summary>Whether each run may choose the size.</summary>
    public bool IsDynamic => Name is not null;

    /// <summary>A dimension of one size.</summary>
    /// <param name="size">The size, at least 0.</param>
    public static implicit operator OnnxDimension(long size) => Fixed(size);

    /// <summary>A dimension of one size.</summary>
    /// <param name="size">The size, at least 0.</param>
    public static OnnxDimension Fixed(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new(null, size);
    }

    /// <summary>A dimension whose size each run chooses.</summary>
    /// <param name="name">Its name, such as <c>batch</c>.</param>
    /// <param name="example">A size that the module takes; so has to be twice as much.</param>
    public static OnnxDimension Dynamic(string name, long example = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(example);
        return new(name, example);
    }

    /// <inheritdoc/>
    public override string ToString() => Name ?? $"{Size}";
}
