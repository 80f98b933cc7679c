using System.Security.Cryptography;
using System.Text;
using MultiBox.Abstractions;
using MultiBox.Data.Tests.Fetching;
using MultiBox.Experiments;
using MultiBox.Pipeline.Setup;
using MultiBox.Pipeline.Stages;
using MultiBox.Pipeline.Tests.EndToEnd;

namespace MultiBox.Pipeline.Tests.Stages;

/// <summary>Weights as the user names them: a file, an address, or a name of the catalogue.</summary>
public sealed class WeightFetchingTests : IDisposable
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("weights");

    private static readonly string Sum = Convert.ToHexStringLower(SHA256.HashData(Body));

    private readonly Laboratory _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void A_name_of_the_catalogue_is_fetched_once_and_the_log_says_what_to_pin()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body });
        Write("data/weights.yml", Encoding.UTF8.GetBytes($"weights: [{{name: net, description: x, kind: backbone, backbones: compact, urls: '{server.Url("net-1.pth")}'}}]"));
        var source = new WeightSource { Name = "Net" };

        var paths = Resolve(source);
        var lines = _lab.Log.Take();
        _lab.Options = _lab.Options with { Offline = true };

        Assert.Equal(paths, Resolve(source));
        Assert.Empty(_lab.Log.Take());
        Assert.Equal([_lab[$"data/weights/{Sum[..16]}/net-1.pth"]], paths);
        Assert.Equal(Body, File.ReadAllBytes(paths[0]));
        Assert.Equal($"Fetch: weights 'net' fetched ({paths[0]}).", lines[^2]);
        Assert.Equal($"Fetch: to have nothing else taken for them, state their checksum: 'sha256: {Sum}'.", lines[^1]);
    }

    [Fact]
    public void The_target_Fetch_tells_where_weights_are()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body });
        var source = new WeightSource { Url = server.Url("net-1.pth"), Sha256 = Sum };
        Write("mine.pth", Body);

        Fetch(source);
        var first = _lab.Log.Take()[^1];
        Fetch(source);
        Fetch(new WeightSource { File = "mine.pth" });

        var path = _lab[$"data/weights/{Sum[..16]}/net-1.pth"];
        Assert.Equal($"Fetch: weights '{source.Url}' fetched ({path}).", first);
        Assert.Equal([$"Fetch: weights '{source.Url}' are present ({path}).", $"Fetch: weights 'mine.pth' are present ({_lab["mine.pth"]})."], _lab.Log.Take());
    }

    [Fact]
    public void Files_of_one_name_at_two_addresses_are_not_taken_for_each_other()
    {
        using var server = new LoopbackServer((request, _) => new Answer { Body = Encoding.UTF8.GetBytes(request.Path) });

        var (a, b) = (Resolve(new WeightSource { Url = server.Url("a/model.pth") }), Resolve(new WeightSource { Url = server.Url("b/model.pth") }));

        Assert.Equal(("a/model.pth", "b/model.pth"), (File.ReadAllText(a[0]), File.ReadAllText(b[0])));
        Assert.Equal(["model.pth", "model.pth"], new[] { a[0], b[0] }.Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void Offline_the_missing_file_is_named()
    {
        _lab.Options = _lab.Options with { Offline = true };
        var fault = Assert.Throws<MultiBoxException>(() => Resolve(new WeightSource { Url = "http://127.0.0.1:1/net.pth", Sha256 = Sum }));

        Assert.Equal(
            "Weights 'http://127.0.0.1:1/net.pth': offline, nothing is downloaded. Put this file there, and run again:\n" +
            $"  {_lab["data/downloads/net.pth"]} (SHA-256 {Sum}; from http://127.0.0.1:1/net.pth)",
            fault.Message);
    }

    [Theory]
    [InlineData("net-0012.params", true)]
    [InlineData("net.params", true)]
    [InlineData("net.pth", false)]
    public void A_file_comes_with_its_symbol_where_there_is_one(string name, bool hasSymbol)
    {
        var path = Write(name, Body);
        var symbol = Write("net-symbol.json", Body);

        Assert.Equal(hasSymbol ? [path, symbol] : [path], Resolve(new WeightSource { File = name }));
        File.Delete(symbol);
        Assert.Equal([path], Resolve(new WeightSource { File = path }));
    }

    [Fact]
    public void A_file_that_is_not_there_is_answered_with_the_nearest_name()
    {
        Write("weights/net-1.pth", Body);

        Assert.Equal(
            $"No file {_lab["weights/net1.pth"]}. Did you mean 'net-1.pth'?",
            Assert.Throws<MultiBoxException>(() => Resolve(new WeightSource { File = "weights/net1.pth" })).Message);
    }

    [Fact]
    public void An_unknown_name_is_answered_from_the_shipped_catalogue()
    {
        _lab.Options = _lab.Options with { RepositoryRoot = Laboratory.Repository };

        Assert.Equal(
            "No weights 'resnet50' in the catalogue. For backbone 'resnet50' it has resnet50-imagenet1k-v1, resnet50-imagenet1k-v2.",
            Assert.Throws<MultiBoxException>(() => Resolve(new WeightSource { Name = "resnet50" })).Message);
    }

    [Fact]
    public void The_shipped_catalogue_becomes_files_with_their_limits()
    {
        var catalogue = WeightCatalogue.Read(Laboratory.Repository, _lab.Options.DataFolder);

        var exact = WeightSetup.Spec(catalogue.Find("resnet50-imagenet1k-v1"));
        Assert.Equal(("resnet50-0676ba61.pth", 102_530_333, 102_530_333, false), (exact.File.FileName, exact.File.Bytes!.Value, exact.File.MaxBytes, exact.File.IsArchive));
        var rough = WeightSetup.Spec(catalogue.Find("resnet18-imagenet1k-v1"));
        Assert.Equal((null, 93_660_000, "f37072fd", true), (rough.File.Bytes, rough.File.MaxBytes, rough.File.Sha256Prefix, rough.File.HasChecksum));
        var unknown = WeightSetup.Spec(catalogue.Find("mxnet-resnet50-512-voc"));
        Assert.Equal((4L << 30, 8L << 30, true, false), (unknown.File.MaxBytes, unknown.File.MaxUnpackedBytes, unknown.File.IsArchive, unknown.File.HasChecksum));
    }

    private IReadOnlyList<string> Resolve(WeightSource source)
    {
        using var work = new WorkContext(_lab.Options, _lab.Log, CancellationToken.None);
        return WeightFetching.Resolve(work, source);
    }

    private void Fetch(WeightSource source)
    {
        using var work = new WorkContext(_lab.Options, _lab.Log, CancellationToken.None);
        WeightFetching.Fetch(work, source);
    }

    private string Write(string relative, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_lab[relative])!);
        File.WriteAllBytes(_lab[relative], content);
        return _lab[relative];
    }
}
