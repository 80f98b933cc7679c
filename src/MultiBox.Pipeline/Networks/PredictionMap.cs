using MultiBox.Data;

namespace MultiBox.Pipeline.Networks;

/// <summary>A feature map that predicts, with its default boxes.</summary>
/// <param name="Name">The map's name, e.g. <c>layer3</c>.</param>
/// <param name="Channels">Its channels.</param>
/// <param name="Height">Its rows of cells.</param>
/// <param name="Width">Its columns of cells.</param>
/// <param name="Stride">Input pixels per cell, as the network declares them.</param>
/// <param name="BoxesPerCell">The default boxes of a cell.</param>
/// <param name="Boxes">The default boxes of the map.</param>
/// <param name="Shapes">The shapes of a cell's boxes in input pixels, in their order, read off the boxes themselves.</param>
public sealed record PredictionMap(
    string Name, int Channels, int Height, int Width, int Stride, int BoxesPerCell, int Boxes, IReadOnlyList<DefaultBoxShape> Shapes);
