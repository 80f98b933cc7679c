namespace MultiBox.Data;

/// <summary>How often a class occurs in a split. Crowd regions are no objects and are counted apart.</summary>
/// <param name="Name">The class.</param>
/// <param name="Images">The images that hold an object of it.</param>
/// <param name="Objects">Its objects.</param>
/// <param name="Share">Their part of all objects of the split, 0..1.</param>
/// <param name="Difficult">How many of them are difficult.</param>
/// <param name="Truncated">How many of them reach out of their image.</param>
/// <param name="Crowd">Its crowd regions.</param>
public sealed record ClassHealth(string Name, int Images, int Objects, double Share, int Difficult, int Truncated, int Crowd);
