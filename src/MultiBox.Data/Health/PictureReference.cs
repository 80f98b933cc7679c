namespace MultiBox.Data;

/// <summary>A picture of a split.</summary>
/// <param name="Split">The split's name.</param>
/// <param name="Source">The source's name.</param>
/// <param name="ImageId">The image's name within its source.</param>
public sealed record PictureReference(string Split, string Source, string ImageId)
{
    internal static PictureReference Of(PreparedSplit split, ImageRecord record) => new(split.Name, record.Source, record.Id);
}
