using MultiBox.Imaging;

namespace MultiBox.Inference;

/// <summary>A picture that is ready for the network.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Size">Its size in pixels.</param>
/// <param name="Input">The network's input, <c>[3, S, S]</c>, rented from the reader.</param>
internal readonly record struct PreparedPicture(DetectorPicture Picture, PictureSize Size, float[] Input);
