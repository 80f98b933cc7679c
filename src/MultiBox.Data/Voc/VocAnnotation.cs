namespace MultiBox.Data;

/// <summary>One value of an annotation as its file states it, not yet checked.</summary>
/// <param name="Text">The text without surrounding white space; null when the element is missing.</param>
/// <param name="Line">Its line, or its parent's when it is missing; counted from 1.</param>
internal readonly record struct VocValue(string? Text, int Line);

/// <summary>One object of an annotation as its file states it.</summary>
internal sealed record VocObject(
    int Line, VocValue Name, VocValue XMin, VocValue YMin, VocValue XMax, VocValue YMax, VocValue Difficult, VocValue Truncated,
    VocValue Crowd);

/// <summary>An annotation as its file states it.</summary>
/// <param name="HasSize">Whether it states the picture's size at all.</param>
/// <param name="Width">The stated width.</param>
/// <param name="Height">The stated height.</param>
/// <param name="Objects">The objects in the file's order.</param>
internal sealed record VocAnnotation(bool HasSize, VocValue Width, VocValue Height, IReadOnlyList<VocObject> Objects);
