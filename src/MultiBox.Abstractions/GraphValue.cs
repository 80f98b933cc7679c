namespace MultiBox.Abstractions;

/// <summary>A tensor that a <see cref="NetworkGraph"/> computes: what a layer takes and returns while a network is described.</summary>
public abstract class GraphValue;
