namespace MultiBox.Plugins.Tests.Plain;

/// <summary>A tensor of a network in plain numbers, row-major.</summary>
internal sealed record PlainTensor(long[] Shape, float[] Values);
