namespace MultiBox.Experiments;

/// <summary>
/// A value with the place where it was written, for faults that are found only later. The place is no part of its equality.
/// </summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Location">The place; null for a value that was not read from a file.</param>
public readonly record struct Located<T>(T Value, SourceLocation? Location = null)
{
    /// <inheritdoc/>
    public bool Equals(Located<T> other) => EqualityComparer<T>.Default.Equals(Value, other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Value?.GetHashCode() ?? 0;

    /// <summary>The value's text.</summary>
    public override string ToString() => Value?.ToString() ?? "";

    /// <summary>A value without a place.</summary>
    /// <param name="value">The value.</param>
#pragma warning disable CA2225 // The constructor and Value are the named alternatives.
    public static implicit operator Located<T>(T value) => new(value);

    /// <summary>The value alone.</summary>
    /// <param name="located">The value with its place.</param>
    public static implicit operator T(Located<T> located) => located.Value;
#pragma warning restore CA2225
}
