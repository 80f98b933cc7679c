using System.Xml.Linq;
using MultiBox.Data;
using static MultiBox.Pipeline.Reports.Html;

namespace MultiBox.Pipeline.Reports;

/// <summary>Pictures that two splits share.</summary>
internal static class LeakSection
{
    private const int Listed = 50;

    public static IEnumerable<XElement> Of(DatasetHealth health, HealthPictures pictures)
    {
        if (health.Duplicates.Count == 0)
        {
            yield return Element("p", health.Splits.Count < 2 ? "There is one split only." : "None was found.");
            yield break;
        }

        yield return HtmlTable.Of(
            $"{Words.Count(health.Duplicates.Count, "pair")}{(health.Duplicates.Count > Listed ? $", the first {Listed} of them" : "")}",
            ["split", "image", "split", "image", "how alike"],
            health.Duplicates.Take(Listed).Select(pair => (IReadOnlyList<object?>)
                [pair.First.Split, Image(pair.First), pair.Second.Split, Image(pair.Second), HowAlike(pair)]));
        yield return Element("div", ("class", "pictures"), pictures.Duplicates.Select(pair => Element("div", ("class", "pair"), pair.First.Figure(), pair.Second.Figure())));
    }

    private static string Image(PictureReference picture) => $"{picture.Source}/{picture.ImageId}";

    private static string HowAlike(DuplicatePicture pair) => pair switch
    {
        { Kind: DuplicateKind.Exact } => "the same bytes",
        { Distance: { } bits } => $"they look alike ({bits} bits apart)",
        _ => "they look alike",
    };
}
