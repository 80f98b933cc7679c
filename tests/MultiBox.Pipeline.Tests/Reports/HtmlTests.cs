using System.Xml.Linq;
using MultiBox.Pipeline.Reports;

namespace MultiBox.Pipeline.Tests.Reports;

public sealed class HtmlTests
{
    [Fact]
    public void Text_and_attributes_are_escaped()
    {
        var element = Html.Element("p", ("title", "a \"b\" <c> & 'd'"), "1 < 2 & \"3\"", 4, null, 0.5);
        Assert.Equal("""<p title="a &quot;b&quot; &lt;c&gt; &amp; 'd'">1 &lt; 2 &amp; "3"40.5</p>""", element.ToString(SaveOptions.DisableFormatting));
    }

    [Fact]
    public void Only_void_elements_close_themselves() => Assert.Equal(
        "<tr><td></td><td><br /><img alt=\"x\" /></td></tr>",
        Html.Element("tr", Html.Element("td"), Html.Element("td", Html.Element("br"), Html.Element("img", ("alt", "x")))).ToString(SaveOptions.DisableFormatting));

    [Theory]
    [InlineData("plain ä 漢", "plain ä 漢")]
    [InlineData("a\u0000b\u0001c\u001f", "a\uFFFDb\uFFFDc\uFFFD")]
    [InlineData("\uFFFE\t\n", "\uFFFD\t\n")]
    public void What_no_page_can_hold_is_replaced(string text, string expected) => Assert.Equal(expected, Html.Clean(text));

    [Fact]
    public void Pairs_of_surrogates_stay_and_halves_do_not() =>
        Assert.Equal("\ud83d\ude00 \uFFFD \uFFFD", Html.Clean(string.Concat("\ud83d\ude00 ", '\ud83d', ' ', '\ude00')));

    [Fact]
    public void A_page_begins_with_its_type_and_sequences_are_laid_out() => Assert.Equal(
        "<!DOCTYPE html>\n<html lang=\"en\">\n <body>\n  <p>a</p>\n  <p>b</p>\n </body>\n</html>\n",
        Html.Page(Html.Element("html", ("lang", "en"), Html.Element("body", new[] { "a", "b" }.Select(text => Html.Element("p", text))))));

    [Fact]
    public void Anything_else_is_no_content() =>
        Assert.Equal("'System.Object' is no content of an element. (Parameter 'part')", Assert.Throws<ArgumentException>(() => Html.Element("p", new object())).Message);
}
