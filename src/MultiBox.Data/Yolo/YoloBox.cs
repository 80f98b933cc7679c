using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>YOLO's boxes: centre, width and height as fractions of the picture's.</summary>
internal static class YoloBox
{
    /// <summary>The corners of a stated box in original pixels, computed in double precision.</summary>
    public static Box ToCorners(double centerX, double centerY, double width, double height, int pictureWidth, int pictureHeight) => new(
        (float)((centerX - (width / 2)) * pictureWidth), (float)((centerY - (height / 2)) * pictureHeight),
        (float)((centerX + (width / 2)) * pictureWidth), (float)((centerY + (height / 2)) * pictureHeight));

    /// <summary>What states a box.</summary>
    public static (double CenterX, double CenterY, double Width, double Height) FromCorners(Box box, int pictureWidth, int pictureHeight) => (
        ((double)box.X1 + box.X2) / 2 / pictureWidth, ((double)box.Y1 + box.Y2) / 2 / pictureHeight,
        ((double)box.X2 - box.X1) / pictureWidth, ((double)box.Y2 - box.Y1) / pictureHeight);
}
