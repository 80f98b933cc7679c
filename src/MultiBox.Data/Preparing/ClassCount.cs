namespace MultiBox.Data;

/// <summary>How often a class occurs in a split.</summary>
/// <param name="Name">The class.</param>
/// <param name="Images">The images that hold it.</param>
/// <param name="Objects">Its objects, difficult ones included.</param>
/// <param name="Difficult">How many of them are difficult.</param>
public sealed record ClassCount(string Name, int Images, int Objects, int Difficult);
