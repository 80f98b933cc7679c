namespace MultiBox.Boxes;

/// <summary>A detection and the default box that predicted it.</summary>
/// <param name="DefaultBox">The default box's position, 0..A-1.</param>
/// <param name="Detection">The detection.</param>
public readonly record struct DefaultBoxDetection(int DefaultBox, Detection Detection);
