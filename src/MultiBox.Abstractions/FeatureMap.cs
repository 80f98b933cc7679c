namespace MultiBox.Abstractions;

/// <summary>What the rest of the detector needs to know of a feature map before any image has passed.</summary>
/// <param name="Name">The layer's name in the network, e.g. <c>layer3</c>.</param>
/// <param name="Channels">The number of channels.</param>
/// <param name="Stride">Input pixels per cell, e.g. 16.</param>
public sealed record FeatureMap(string Name, int Channels, int Stride);
