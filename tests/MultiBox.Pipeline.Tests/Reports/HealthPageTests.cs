using System.Xml.Linq;
using MultiBox.Data;
using MultiBox.Pipeline.Reports;

namespace MultiBox.Pipeline.Tests.Reports;

public sealed class HealthPageTests
{
    private static readonly string[] Sections = ["findings", "classes", "objects", "matching", "leaks", "bad-data", "samples"];

    private static readonly XElement Page = Parse(HealthPage.Write("tiny & <b>", HealthSample.Health(HealthSample.DefaultBoxes), HealthSample.Pictures));

    [Fact]
    public void Every_section_is_there_with_its_heading_and_reachable_from_the_top()
    {
        var sections = Page.Descendants("section").ToList();
        Assert.Equal(Sections, sections.Select(section => section.Attribute("id")!.Value));
        Assert.Equal(Sections.Select(id => $"#{id}"), Page.Descendants("nav").Single().Descendants("a").Select(link => link.Attribute("href")!.Value));
        Assert.All(sections, section => Assert.Equal(section.Attribute("aria-labelledby")!.Value, section.Element("h2")!.Attribute("id")!.Value));
        Assert.All(sections, section => Assert.True(section.Elements().Count() > 1));
        Assert.Equal(("Health of tiny & <b>", "Health of tiny & <b>"), (Page.Element("head")!.Element("title")!.Value, Page.Descendants("h1").Single().Value));
    }

    [Fact]
    public void Names_from_the_data_are_text_and_never_markup()
    {
        Assert.Empty(Page.Descendants("script"));
        Assert.Empty(Page.Descendants("b"));
        Assert.Contains(HealthSample.HostileClass, Page.Descendants("th").Select(cell => cell.Value));
        Assert.Contains("/data/<b>&\uFFFD.xml:7", Page.Descendants("span").Select(cell => cell.Value));
        Assert.Contains("layer<1>", Page.Descendants("th").Select(cell => cell.Value));
    }

    [Fact]
    public void Nothing_comes_from_elsewhere_and_nothing_runs()
    {
        foreach (var element in Page.Descendants())
        {
            Assert.DoesNotContain(element.Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
            Assert.All(element.Attributes("src"), source => Assert.StartsWith("data:image/jpeg;base64,/9j/", source.Value, StringComparison.Ordinal));
            Assert.All(element.Attributes("href"), link => Assert.StartsWith("#", link.Value, StringComparison.Ordinal));
        }

        var style = Page.Descendants("style").Single().Value;
        Assert.DoesNotContain("url(", style, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", style, StringComparison.Ordinal);
        // A browser reads the sheet as it stands, without undoing what XML escapes.
        Assert.True(style.IndexOfAny(['<', '>', '&']) < 0);
        Assert.Contains("prefers-color-scheme: dark", style, StringComparison.Ordinal);
    }

    [Fact]
    public void Headings_of_tables_say_what_they_head_and_rows_fit_them()
    {
        var tables = Page.Descendants("table").ToList();
        Assert.True(tables.Count > 10);
        foreach (var table in tables)
        {
            var columns = table.Element("thead")!.Descendants("th").ToList();
            Assert.All(columns, cell => Assert.Equal("col", cell.Attribute("scope")!.Value));
            Assert.NotEmpty(table.Element("caption")!.Value);
            foreach (var row in table.Element("tbody")!.Elements("tr"))
            {
                Assert.Equal(columns.Count, row.Elements().Count());
                Assert.Equal("row", row.Element("th")!.Attribute("scope")!.Value);
            }
        }
    }

    [Fact]
    public void Pictures_and_charts_say_what_they_show()
    {
        var pictures = Page.Descendants("img").ToList();
        // One sample, one of the worst in each size that has any and all of the others, two duplicates, one with a bad record.
        Assert.True(pictures.Count >= 5);
        Assert.All(pictures, picture => Assert.StartsWith("Image of ", picture.Attribute("alt")!.Value, StringComparison.Ordinal));
        Assert.Contains("Image of a bad \"one\"", pictures.Select(picture => picture.Attribute("alt")!.Value));
        var charts = Page.Descendants("svg").ToList();
        Assert.Equal(4, charts.Count);
        Assert.All(charts, chart => Assert.Equal("img", chart.Attribute("role")!.Value));
        Assert.Equal(
            "Objects by size in input pixels: train most at < 16; test most at 32–64",
            charts[0].Attribute("aria-label")!.Value);
    }

    [Fact]
    public void The_summary_and_the_findings_come_first()
    {
        Assert.Equal(
            "train: 2 images, 3 objects; test: 1 image, 1 object. 2 classes. Input of 64 × 64 px, 64 default boxes.",
            Page.Descendants("header").Single().Element("p")!.Value);
        var findings = Page.Descendants("ul").Single(list => list.Attribute("class")?.Value == "findings").Elements().ToList();
        Assert.Equal("warning", findings[0].Attribute("class")!.Value);
        Assert.StartsWith("Warning: Split 'test': No object of '<script>", findings[0].Value, StringComparison.Ordinal);
        Assert.Equal("note", findings[^1].Attribute("class")!.Value);
    }

    [Fact]
    public void Where_there_are_no_default_boxes_the_page_says_why()
    {
        var page = Parse(HealthPage.Write("tiny", HealthSample.Health(null, "libtorch < 2 is & was not found."), HealthPictures.None));
        var matching = page.Descendants("section").Single(section => section.Attribute("id")!.Value == "matching");
        Assert.Equal(["The default boxes could not be had, so that this part is left out.", "libtorch < 2 is & was not found."], matching.Elements("p").Select(p => p.Value));
        Assert.Empty(matching.Descendants("table"));
    }

    [Fact]
    public void A_data_set_without_objects_or_faults_has_a_page_too()
    {
        var empty = new PreparedSplit("train", [], "", [], BadDataReport.Empty, 0, 0);
        var health = DatasetHealth.Analyze(new HealthRequest { ClassNames = ["cat"], Splits = [empty], InputSize = 64, DefaultBoxes = HealthSample.DefaultBoxes });
        var page = Parse(HealthPage.Write("tiny", health, HealthPictures.None));
        Assert.Equal("There is one split only.", Section("leaks").Elements("p").Single().Value);
        Assert.Equal("None was found.", Section("bad-data").Elements("p").Single().Value);
        Assert.Equal("Objects by size in input pixels: train none", page.Descendants("svg").First().Attribute("aria-label")!.Value);

        XElement Section(string id) => page.Descendants("section").Single(section => section.Attribute("id")!.Value == id);
    }

    [Fact]
    public void Many_faults_are_cut_and_the_page_says_where_the_rest_is()
    {
        var faults = Enumerable.Range(1, 1203).Select(line => new BadDataEntry("/data/a.txt", line, "what", "expected", "found", BadDataAction.LineSkipped)).ToList();
        var split = HealthSample.Test with { Report = new BadDataReport(faults) };
        var page = Parse(HealthPage.Write("tiny", HealthSample.Health(null, "none", split), HealthPictures.None));
        var section = page.Descendants("section").Single(section => section.Attribute("id")!.Value == "bad-data");
        Assert.Equal(200, section.Descendants("tbody").Single().Elements().Count());
        Assert.Equal("and 1,003 more: bad-data.txt and health.json beside this page list all of them.", section.Elements("p").Single().Value);
    }

    private static XElement Parse(string html)
    {
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", html, StringComparison.Ordinal);
        return XElement.Parse(html["<!DOCTYPE html>\n".Length..]);
    }
}
