using MultiBox.Abstractions;

namespace MultiBox.Experiments.Tests;

/// <summary>What an experiment can say about where weights come from.</summary>
public sealed class WeightSourceTests
{
    private const string Sum = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    public static TheoryData<string, WeightSource> Forms => new()
    {
        { "resnet50-imagenet1k-v1", new WeightSource { Name = "resnet50-imagenet1k-v1" } },
        { "{name: mobilenet_v2}", new WeightSource { Name = "mobilenet_v2" } },
        { "weights/net.pth", new WeightSource { File = "weights/net.pth" } },
        { "net.pth", new WeightSource { File = "net.pth" } },
        { "/disk/net", new WeightSource { File = "/disk/net" } },
        { "{file: net}", new WeightSource { File = "net" } },
        { "https://host/net.pth", new WeightSource { Url = "https://host/net.pth" } },
        { $"{{url: https://host/net.pth?a=b, sha256: {Sum}}}", new WeightSource { Url = "https://host/net.pth?a=b", Sha256 = Sum } },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Each_form_is_read_and_written(string yaml, WeightSource source)
    {
        Assert.Equal(source, Read(yaml));
        Assert.Equal(source, Read(YamlWriter.Write(NodeWriter.Write(source))));
        Assert.Equal(source.Name ?? source.Url ?? source.File, source.ToString());
    }

    [Fact]
    public void The_path_of_a_file_is_resolved_in_both_forms()
    {
        Assert.Equal("found/net.pth", Read("net.pth", path => $"found/{path}").File);
        Assert.Equal("found/net.pth", Read("{file: net.pth}", path => $"found/{path}").File);
        Assert.Equal("net", Read("net", path => $"found/{path}").Name);
    }

    [Theory]
    [InlineData("{}", "w.yml:1:7 from: nothing to take the weights from. Expected one of 'name', 'url', 'file'.")]
    [InlineData("{name: a, file: b}", "w.yml:1:7 from: more than one place. Expected one of 'name', 'url', 'file'.")]
    [InlineData("[a]", "w.yml:1:7 from: not text or a map. Expected text or a map, found a list.")]
    [InlineData("true", "w.yml:1:7 from.name: a boolean where text is meant. Expected text like [A-Za-z0-9][A-Za-z0-9_-]*, found 'true'. Put it in quotes if it is text.")]
    [InlineData("' '", "w.yml:1:7 from.file: empty text. Expected text, found ' '.")]
    [InlineData("{name: a.pth}", "w.yml:1:14 from.name: wrong form. Expected text like [A-Za-z0-9][A-Za-z0-9_-]*, found 'a.pth'.")]
    [InlineData("{name: a, sha256: " + Sum + "}", "w.yml:1:25 from.sha256: goes only with 'url'.")]
    [InlineData("{url: https://host/a.pth, sha256: 01}", "w.yml:1:41 from.sha256: wrong form. Expected text like [0-9a-fA-F]{64}, found '01'.")]
    [InlineData("ftp://host/a.pth", "w.yml:1:7 from.url: not an address. Expected http://, https:// or file://, found 'ftp://host/a.pth'.")]
    [InlineData("{url: a.pth}", "w.yml:1:13 from.url: not an address. Expected http://, https:// or file://, found 'a.pth'.")]
    [InlineData("https://host/", "w.yml:1:7 from.url: the address ends with no name of a file. Expected one, or an entry in weights.yml with 'file'.")]
    [InlineData("https://host/a.zip", "w.yml:1:7 from.url: an archive. Expected the file of the weights, or an entry in weights.yml with 'members'.")]
    public void Each_fault_says_where_what_expected_and_found(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<MultiBoxException>(() => Read(yaml)).Message);

    private static WeightSource Read(string yaml, Func<string, string>? resolve = null)
    {
        var faults = new List<Fault>();
        var text = yaml.Contains('\n', StringComparison.Ordinal) ? "from:\n  " + yaml.TrimEnd().Replace("\n", "\n  ", StringComparison.Ordinal) : $"from: {yaml}";
        var map = (LocatedMap)YamlReader.Read(text, "w.yml", faults)!;
        var binder = new RecordBinder(faults, resolvePath: resolve is null ? null : (path, _) => resolve(path));
        var holder = (Holder)binder.Bind(map, typeof(Holder), "");
        return faults.Count == 0 ? holder.From! : throw Fault.ToException(faults);
    }

    internal sealed record Holder
    {
        public WeightSource? From { get; init; }
    }
}
