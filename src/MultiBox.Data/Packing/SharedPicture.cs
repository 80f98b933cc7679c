namespace MultiBox.Data;

/// <summary>A picture of one split that is in another split too: the same file, or the same picture encoded anew or resized.</summary>
/// <param name="First">The index of its record in the first split.</param>
/// <param name="Second">The index of its record in the second split.</param>
/// <param name="IsExact">Whether the files are equal.</param>
public sealed record SharedPicture(int First, int Second, bool IsExact);
