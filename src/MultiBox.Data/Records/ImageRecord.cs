namespace MultiBox.Data;

/// <summary>One image of a split with its annotated objects. Pixels stay on disk until the image is needed.</summary>
/// <param name="Id">The name within its source, e.g. <c>2007_000032</c>; unique within a split together with <paramref name="Source"/>.</param>
/// <param name="Source">The name of the source it comes from, e.g. <c>VOC2007</c>.</param>
/// <param name="Picture">Where the source keeps the picture.</param>
/// <param name="AnnotationPath">The absolute path of the file with its annotation, which may hold those of other images too; the picture's where it has none.</param>
/// <param name="Width">The picture's width in pixels.</param>
/// <param name="Height">The picture's height in pixels.</param>
/// <param name="Objects">Its objects, possibly none.</param>
public sealed record ImageRecord(
    string Id, string Source, PictureLocation Picture, string AnnotationPath, int Width, int Height, IReadOnlyList<AnnotatedObject> Objects);
