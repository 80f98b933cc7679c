namespace MultiBox.Data;

/// <summary>A run of bytes of a file.</summary>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Length">Its length in bytes.</param>
public readonly record struct FileRange(long Offset, int Length);
