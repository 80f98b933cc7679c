namespace MultiBox.Inference;

/// <summary>What was found in a picture of a stream.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
/// <param name="Objects">The objects, highest score first.</param>
public sealed record PictureDetections(DetectorPicture Picture, int Width, int Height, IReadOnlyList<DetectedObject> Objects);
