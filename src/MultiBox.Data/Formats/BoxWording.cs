namespace MultiBox.Data;

/// <summary>How a format speaks of boxes in its faults.</summary>
/// <param name="Positive">What a box with an area has, e.g. <c>xmin &lt; xmax and ymin &lt; ymax</c>.</param>
/// <param name="Corners">What stands before the corners of a box that was found.</param>
internal sealed record BoxWording(string Positive, string Corners)
{
    /// <summary>For formats that state corners.</summary>
    public static BoxWording ByCorners { get; } = new("xmin < xmax and ymin < ymax", "");

    /// <summary>For formats that state a width and a height.</summary>
    public static BoxWording BySize { get; } = new("a width and a height above 0", "the corners ");
}
