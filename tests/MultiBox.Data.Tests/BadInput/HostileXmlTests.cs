using System.Text;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.BadInput;

/// <summary>Annotations made to harm: each is a fault of its file, in little time and memory.</summary>
public sealed class HostileXmlTests : IDisposable
{
    private const string Object = "<object><name>dog</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object>";

    private readonly TemporaryFolder _folder = new();
    private readonly VocBuilder _voc;

    public HostileXmlTests() => _voc = new VocBuilder(_folder, "x").Image("a").List("train", "a");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Entities => new()
    {
        { "a milliard laughs", Bomb() },
        { "one long entity often", $"<!DOCTYPE a [<!ENTITY a \"{new string('x', 50_000)}\">]>\n<annotation>{Repeat("&a;", 50_000)}</annotation>" },
        { "a file of the machine", "<!DOCTYPE a [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>\n<annotation><object><name>&a;</name></object></annotation>" },
        { "a file of the net", "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a.dtd\">\n<annotation/>" },
        { "an entity made of others", "<!DOCTYPE a [<!ENTITY % a \"<!ENTITY b 'c'>\"> %a;]>\n<annotation>&b;</annotation>" },
        { "none at all", "<!DOCTYPE annotation>\n<annotation/>" },
    };

    [Theory]
    [MemberData(nameof(Entities))]
    public void Document_types_and_their_entities_are_refused_unread(string kind, string xml)
    {
        Assert.Equal(
            [$"{Xml} not an annotation: expected well-formed XML with the root <annotation>, found a document type (image dropped)."],
            Read(xml, memory: 4_000_000));
        Assert.NotEmpty(kind);
    }

    [Fact]
    public void Entities_without_a_document_type_are_not_known() =>
        Assert.Equal(
            [$"{Xml}:1 not an annotation: expected well-formed XML with the root <annotation>, found Reference to undeclared entity 'bomb' (image dropped)."],
            Read("<annotation>&bomb;</annotation>", memory: 4_000_000));

    [Theory]
    [InlineData("<annotation>", "</annotation>")]
    [InlineData("<a>", "</a>")]
    public void Elements_in_elements_without_end_are_no_trouble(string begin, string end)
    {
        var nested = $"<annotation>{Object}{Repeat(begin, 100_000)}{Repeat(end, 100_000)}</annotation>";

        Assert.Empty(Read(nested, memory: 200_000_000));
        Assert.Single(Read($"<annotation>{Repeat(begin, 100_000)}", memory: 200_000_000));
    }

    [Fact]
    public void A_text_in_pieces_without_end_is_no_trouble() =>
        Assert.Contains(
            "unknown class", Read($"<annotation><object><name>{Repeat("<![CDATA[x]]><b/>", 50_000)}</name></object></annotation>", memory: 100_000_000)[0],
            StringComparison.Ordinal);

    [Fact]
    public void Attributes_without_end_are_no_trouble() =>
        Assert.Empty(Read($"<annotation {string.Concat(Enumerable.Range(0, 50_000).Select(i => $"a{i}='' "))}>{Object}</annotation>", memory: 100_000_000));

    [Fact]
    public void A_file_that_is_no_annotation_by_its_size_is_refused()
    {
        var xml = $"<annotation>{Object}{new string(' ', 9 << 20)}</annotation>";

        Assert.Equal(
            [$"{Xml} not an annotation: expected well-formed XML with the root <annotation>, found {xml.Length} bytes, more than the 8388608 that are read (image dropped)."],
            Read(xml, memory: 4_000_000));
    }

    [Theory]
    [InlineData("utf-16", "", "There is no Unicode byte order mark. Cannot switch to Unicode")]
    [InlineData("utf-7", ":1", "System does not support 'utf-7' encoding")]
    [InlineData("x-klingon", ":1", "System does not support 'x-klingon' encoding")]
    [InlineData("", ":1", "System does not support '' encoding")]
    public void An_encoding_that_is_not_the_files_is_a_fault(string encoding, string line, string found) =>
        Assert.Equal(
            [$"{Xml}{line} not an annotation: expected well-formed XML with the root <annotation>, found {found} (image dropped)."],
            Read($"<?xml version='1.0' encoding='{encoding}'?>\n<annotation>{Object}</annotation>", memory: 4_000_000));

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("<!-- nothing -->")]
    public void An_empty_file_is_told(string xml) =>
        Assert.Equal(
            [$"{Xml} not an annotation: expected well-formed XML with the root <annotation>, found Root element is missing (image dropped)."],
            Read(xml, memory: 4_000_000));

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    public void Annotations_may_be_in_any_encoding_of_unicode(string encoding, bool mark)
    {
        Encoding bytes = encoding == "utf-16" ? new UnicodeEncoding(false, mark) : new UTF8Encoding(mark);
        _folder.Write("x/Annotations/a.xml", [.. bytes.GetPreamble(), .. bytes.GetBytes($"<?xml version='1.0' encoding='{encoding}'?>\n<annotation>{Object}</annotation>")]);

        Assert.Empty(Read(null, memory: 4_000_000));
    }

    private string Xml => Path.Combine(_voc.Folder.Annotations, "a.xml");

    private string[] Read(string? xml, long memory)
    {
        if (xml is not null) _voc.Xml("a", xml);

        // One thread reads one file, so that its memory is that of the reading.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var image = new VocImageCheck(new ReadingOptions { ClassNames = ["cat", "dog"] })
            .Read(_voc.Folder, "a", new FaultPlace("list", 1), new Dictionary<string, string> { ["a"] = Path.Combine(_voc.Folder.Pictures, "a.jpg") });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, memory);
        Assert.Equal(image.Record is null, image.Faults.Count > 0);
        return [.. image.Faults.Select(fault => fault.ToString())];
    }

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    // Ten entities of ten of the one before: 3 GB of "lol".
    private static string Bomb()
    {
        var xml = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 \"lol\">");
        for (var i = 1; i < 10; i++) xml.Append($"<!ENTITY e{i} \"{Repeat($"&e{i - 1};", 10)}\">");
        return xml.Append("]>\n<annotation>&e9;</annotation>").ToString();
    }
}
