namespace MultiBox.Boxes;

/// <summary>The size of a feature map that predicts.</summary>
/// <param name="Height">Rows of cells, at least 1.</param>
/// <param name="Width">Columns of cells, at least 1.</param>
public readonly record struct FeatureMapSize(int Height, int Width);
