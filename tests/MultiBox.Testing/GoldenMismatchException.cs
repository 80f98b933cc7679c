namespace MultiBox.Testing;

/// <summary>A computed value is not the golden one.</summary>
/// <param name="message">Which value, expected and found.</param>
public sealed class GoldenMismatchException(string message) : Exception(message);
