using System.Globalization;
using System.Xml.Linq;
using MultiBox.Pipeline.Networks;

namespace MultiBox.Pipeline.Tests.Networks;

public sealed class NetworkDrawingTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData("quickstart")]
    [InlineData("bccd-resnet18-300")]
    [InlineData("ssdlite320-mobilenet-v3")]
    public void It_shows_every_block_and_every_map_with_its_boxes(string experiment)
    {
        var summary = Summaries.Of(experiment);
        var svg = XDocument.Parse(NetworkDrawing.Write(summary)).Root!;
        // The input is a block too.
        Assert.Equal(NetworkBlocks.Of(summary).Count + 1, Groups(svg, "block").Count);
        Assert.Equal(
            summary.Maps.Select(map => $"{map.Name}: {map.Height} × {map.Width} cells of {map.BoxesPerCell} default boxes"),
            Groups(svg, "map").Select(group => group.Element(Svg + "title")!.Value));
        Assert.Equal(
            summary.Maps.Select(map => map.Boxes.ToString("n0", CultureInfo.InvariantCulture)),
            Groups(svg, "map").Select(group => group.Elements(Svg + "text").First().Value));
        Assert.Contains(svg.Elements(Svg + "text"), text => text.Value.StartsWith($"{experiment}: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_stays_on_the_page()
    {
        var svg = XDocument.Parse(NetworkDrawing.Write(Summaries.Of("ssdlite320-mobilenet-v3"))).Root!;
        var (width, height) = (Number(svg, "width"), Number(svg, "height"));
        Assert.All(svg.Descendants(Svg + "rect"), rect =>
        {
            Assert.InRange(Number(rect, "x"), 0, width - Number(rect, "width"));
            Assert.InRange(Number(rect, "y"), 0, height - Number(rect, "height"));
        });
        Assert.All(svg.Descendants(Svg + "text"), text => Assert.InRange(Number(text, "x"), 0, width));
        // Columns side by side: the labels' middles are further apart than the labels are wide.
        var names = Groups(svg, "block").Select(group => group.Elements(Svg + "text").First()).ToList();
        Assert.All(names.Zip(names.Skip(1)), pair =>
            Assert.True(Number(pair.Second, "x") - Number(pair.First, "x") > 6 * (pair.First.Value.Length + pair.Second.Value.Length) / 2));
    }

    [Fact]
    public void Names_are_escaped_and_cut()
    {
        const string name = "<script>alert(\"&\")</script>\u0001";
        var summary = Summaries.Of("quickstart");
        var map = summary.Maps[0] with { Name = "stage2 <&>" };
        var text = NetworkDrawing.Write(summary with { Experiment = name + new string('x', 500), Head = name, Maps = [map, .. summary.Maps.Skip(1)] });
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        var svg = XDocument.Parse(text).Root!;
        Assert.StartsWith("<script>alert(\"&\")</script>\uFFFD", svg.Elements(Svg + "text").First().Value, StringComparison.Ordinal);
        Assert.InRange(svg.Elements(Svg + "text").First().Value.Length, 20, 80);
        Assert.Contains(Groups(svg, "block"), group => group.Elements(Svg + "text").First().Value == "stage2 <&>");
    }

    [Fact]
    public void It_takes_nothing_from_elsewhere_and_knows_dark_pages()
    {
        var text = NetworkDrawing.Write(Summaries.Of("quickstart"));
        Assert.Equal(1, text.Split("http").Length - 1); // Its own namespace.
        Assert.DoesNotContain("url(", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", text, StringComparison.Ordinal);
        Assert.Contains("@media (prefers-color-scheme: dark)", text, StringComparison.Ordinal);
    }

    private static List<XElement> Groups(XElement svg, string style) => [.. svg.Elements(Svg + "g").Where(group => group.Attribute("class")!.Value == style)];

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
