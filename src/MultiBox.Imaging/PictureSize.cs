namespace MultiBox.Imaging;

/// <summary>The size of a picture.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public readonly record struct PictureSize(int Width, int Height);
