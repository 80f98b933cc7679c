using System.Xml.Linq;
using MultiBox.Imaging;
using static MultiBox.Pipeline.Reports.Html;

namespace MultiBox.Pipeline.Reports;

/// <summary>A picture inside the report.</summary>
/// <param name="Jpeg">The encoded picture.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Alternative">What it shows, for those who do not see it.</param>
/// <param name="Caption">What stands beneath it.</param>
internal sealed record ReportPicture(byte[] Jpeg, int Width, int Height, string Alternative, string Caption)
{
    private const int Quality = 82;
    private const int NarrowestCaption = 110;

    public static ReportPicture Of(RgbImage image, string alternative, string caption) =>
        new(ImageFile.EncodeJpeg(image, Quality), image.Width, image.Height, alternative, caption);

    /// <summary>The picture and its caption.</summary>
    public XElement Figure() => Element(
        "figure", ("style", $"max-width: {Math.Max(Width, NarrowestCaption)}px"),
        Element(
            "img", ("src", $"data:image/jpeg;base64,{Convert.ToBase64String(Jpeg)}"), ("width", $"{Width}"), ("height", $"{Height}"), ("alt", Alternative), ("loading", "lazy")),
        Element("figcaption", Caption));
}
