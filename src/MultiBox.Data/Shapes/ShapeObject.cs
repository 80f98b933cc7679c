namespace MultiBox.Data;

/// <summary>One annotated shape, as VOC states it.</summary>
/// <param name="Kind">Its class.</param>
/// <param name="XMin">The first column that shows it, from 1.</param>
/// <param name="YMin">The first row that shows it, from 1.</param>
/// <param name="XMax">The last column that shows it.</param>
/// <param name="YMax">The last row that shows it.</param>
/// <param name="Truncated">Whether it reaches out of the picture.</param>
/// <param name="Occluded">Whether other shapes hide some of it.</param>
/// <param name="Difficult">Whether more than 60% of it is hidden.</param>
internal sealed record ShapeObject(ShapeKind Kind, int XMin, int YMin, int XMax, int YMax, bool Truncated, bool Occluded, bool Difficult);
