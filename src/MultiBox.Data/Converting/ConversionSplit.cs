namespace MultiBox.Data;

/// <summary>A split to be converted.</summary>
/// <param name="Name">The image set that it becomes: a plain name, e.g. <c>train</c>.</param>
/// <param name="Records">Its images.</param>
/// <param name="Pictures">Their pictures, each at its record's index.</param>
public sealed record ConversionSplit(string Name, IReadOnlyList<ImageRecord> Records, IEncodedPictures Pictures);
