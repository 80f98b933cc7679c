using System.Globalization;
using System.Xml.Linq;
using MultiBox.Pipeline.Reports;

namespace MultiBox.Pipeline.Tests.Reports;

public sealed class BarChartTests
{
    [Fact]
    public void Bars_are_shares_of_their_own_split()
    {
        // 1 of 4 and 3 of 4; 10 of 40 and 30 of 40: equal bars side by side.
        var bars = Bars(BarChart.Of("Things", ["a", "b"], [("train", [1, 3]), ("test", [10, 30])]));
        Assert.Equal(
            ["train, a: 1 (25.0 %)", "train, b: 3 (75.0 %)", "test, a: 10 (25.0 %)", "test, b: 30 (75.0 %)"], bars.Select(bar => bar.Element("title")!.Value));
        Assert.Equal(Height(bars[0]), Height(bars[2]));
        Assert.Equal(3, Height(bars[1]) / Height(bars[0]), 0.01);
        Assert.True(Number(bars[2], "x") >= Number(bars[0], "x") + Number(bars[0], "width"));
        // Every bar ends on the axis.
        Assert.Single(bars.Select(bar => Math.Round(Number(bar, "y") + Height(bar), 1)).Distinct());
    }

    [Fact]
    public void The_highest_bar_stays_beneath_the_title()
    {
        Assert.All(new[] { 1, 4, 7, 13, 100 }, others =>
        {
            var bars = Bars(BarChart.Of("Things", ["a", .. Enumerable.Range(0, others).Select(i => $"{i}")], [("train", [1, .. Enumerable.Repeat(1, others)])]));
            Assert.All(bars, bar => Assert.InRange(Number(bar, "y"), 25, 236));
        });
    }

    [Fact]
    public void Nothing_at_all_is_no_fault()
    {
        var chart = BarChart.Of("Things", ["a"], [("train", [0])]);
        Assert.Equal("Things: train none", chart.Attribute("aria-label")!.Value);
        Assert.Equal(0, Height(Assert.Single(Bars(chart))));
    }

    [Fact]
    public void Long_labels_are_turned()
    {
        var chart = BarChart.Of("Things", [.. Enumerable.Range(0, 12).Select(i => $"label {i}")], [("train", [.. Enumerable.Repeat(1, 12)])]);
        Assert.Equal(12, chart.Elements("text").Count(text => text.Attribute("transform") is not null));
    }

    private static List<XElement> Bars(XElement chart) => [.. chart.Elements("rect").Where(bar => bar.Element("title") is not null)];

    private static double Height(XElement bar) => Number(bar, "height");

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
