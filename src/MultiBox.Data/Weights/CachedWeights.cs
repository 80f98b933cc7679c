namespace MultiBox.Data;

/// <summary>Weights that are on this machine.</summary>
/// <param name="Sha256">The SHA-256 of the file that was fetched, 64 hexadecimal digits.</param>
/// <param name="Paths">Their files, the weights first.</param>
public sealed record CachedWeights(string Sha256, IReadOnlyList<string> Paths);
