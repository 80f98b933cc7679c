namespace MultiBox.Data;

/// <summary>How far a conversion is.</summary>
/// <param name="Split">The split.</param>
/// <param name="Done">The images done.</param>
/// <param name="Total">All images of the split.</param>
public sealed record ConversionProgress(string Split, int Done, int Total);
