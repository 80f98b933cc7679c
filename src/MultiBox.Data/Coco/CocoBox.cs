using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>COCO's boxes: left, top, width and height in pixels.</summary>
internal static class CocoBox
{
    /// <summary>The corners of a stated box, computed in double precision.</summary>
    public static Box ToCorners(double x, double y, double width, double height) => new((float)x, (float)y, (float)(x + width), (float)(y + height));

    /// <summary>What states a box.</summary>
    public static (double X, double Y, double Width, double Height) FromCorners(Box box) =>
        (box.X1, box.Y1, (double)box.X2 - box.X1, (double)box.Y2 - box.Y1);
}
