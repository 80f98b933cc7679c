using MultiBox.Abstractions;
using NJsonSchema;

namespace MultiBox.Experiments.Tests;

/// <summary>The catalogue of weights: the shipped one, a user's own over it, and the schema of both.</summary>
public sealed class WeightCatalogueTests : IDisposable
{
    private static readonly Lazy<JsonSchema> Schema = new(() => JsonSchema.FromJsonAsync(WeightSchema.Generate()).GetAwaiter().GetResult());

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Shipped => Path.Combine(Repository.Root, "experiments", WeightCatalogue.FileName);

    private static string SchemaFile => Path.Combine(Repository.Root, "experiments", "weights.schema.json");

    [Fact]
    public void The_shipped_catalogue_has_weights_for_every_backbone_that_is_published()
    {
        var weights = WeightCatalogue.Read(Repository.Root, _folder.Path).Weights;

        Assert.Equal(
            ["densenet121", "inception_v3", "mobilenet_v1", "mobilenet_v2", "mobilenet_v3_large", "resnet101", "resnet152", "resnet18", "resnet34", "resnet50", "resnet50_v2", "vgg16_reduced"],
            weights.SelectMany(entry => entry.Backbones).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(weights.Count, weights.Select(entry => entry.FileName()).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(weights, entry => Assert.Equal(entry.Kind == WeightKind.Detector, entry.Name.Contains("ssd", StringComparison.Ordinal) || entry.Name.Contains("-voc", StringComparison.Ordinal)));
    }

    [Fact]
    public void Torchvisions_file_names_carry_the_first_digits_of_their_sums()
    {
        var files = WeightCatalogue.Read(Repository.Root, _folder.Path).Weights.Where(entry => entry.Urls[0].StartsWith("https://download.pytorch.org/", StringComparison.Ordinal)).ToList();

        Assert.Equal(18, files.Count);
        Assert.All(files, entry => Assert.EndsWith($"-{entry.Sha256Prefix ?? entry.Sha256![..8]}.pth", entry.FileName(), StringComparison.Ordinal));
        Assert.All(files, entry => Assert.NotNull(entry.Size ?? entry.ApproximateSize));
    }

    [Fact]
    public void The_archives_of_mxnet_have_weights_and_graph()
    {
        var archives = WeightCatalogue.Read(Repository.Root, _folder.Path).Weights.Where(entry => entry.FileName().EndsWith(".zip", StringComparison.Ordinal)).ToList();

        Assert.Equal(8, archives.Count);
        Assert.All(archives, entry => Assert.Equal(["*.params", "*-symbol.json"], entry.Members));
        Assert.All(archives, entry => Assert.StartsWith("mxnet-", entry.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_users_own_weights_are_added_and_replace_those_of_the_same_name()
    {
        var root = Catalogue($"weights: [{Entry("net", "http://host/a.pth")}, {Entry("other", "http://host/b.pth")}]");
        _folder.Write("data/weights.yml", $"weights: [{Entry("NET", "/disk/c.zip", ", members: [a/*.params, x.json], sha256_prefix: 0123abcd")}, {Entry("mine", "d?x=1", ", file: d.pth")}]");

        var catalogue = WeightCatalogue.Read(root, Path.Combine(root, "data"));

        Assert.Equal(["mine", "NET", "other"], catalogue.Weights.Select(entry => entry.Name));
        Assert.Equal(("c.zip", "0123abcd"), (catalogue.Find("net").FileName(), catalogue.Find("net").Sha256Prefix));
        Assert.Equal(["a/*.params", "x.json"], catalogue.Find("net").Members);
        Assert.Equal("d.pth", catalogue.Find("mine").FileName());
    }

    [Theory]
    [InlineData("resnet50_v1", "No weights 'resnet50_v1' in the catalogue. Did you mean 'resnet50-v1'?\n  Found: mobile, resnet50-v1.")]
    [InlineData("vgg", "No weights 'vgg' in the catalogue.\n  Found: mobile, resnet50-v1.")]
    [InlineData("ResNet50", "No weights 'ResNet50' in the catalogue. For backbone 'ResNet50' it has mobile, resnet50-v1.")]
    public void An_unknown_name_is_answered_with_what_was_probably_meant(string name, string message)
    {
        var root = Catalogue($"weights: [{Entry("resnet50-v1", "a.pth")}, {Entry("mobile", "b.pth")}]");

        Assert.Equal(message, Assert.Throws<MultiBoxException>(() => WeightCatalogue.Read(root, root).Find(name)).Message);
    }

    [Fact]
    public void An_empty_catalogue_has_nothing() => Assert.Equal(
        "No weights 'net' in the catalogue.\n  Found: nothing.",
        Assert.Throws<MultiBoxException>(() => WeightCatalogue.Read(_folder.Path, _folder.Path).Find("net")).Message);

    [Fact]
    public void The_faults_of_both_files_are_told_together()
    {
        var root = Catalogue("weights:\n  - {name: a.pth, description: x, kind: classifier, backbones: [], urls: a.pth}\n");
        _folder.Write("data/weights.yml", "weights: 3\nweight: []\n");

        Assert.Equal(
            """
            data/weights.yml:1:10 weights: not a list. Expected a list of maps, found '3'.
            data/weights.yml:2:1 weight: unknown key. Expected one of weights, found 'weight'. Did you mean 'weights'?
            experiments/weights.yml:2:12 weights.0.name: wrong form. Expected text like [A-Za-z0-9][A-Za-z0-9_-]*, found 'a.pth'.
            experiments/weights.yml:2:41 weights.0.kind: unknown value. Expected one of backbone, detector, found 'classifier'.
            experiments/weights.yml:2:64 weights.0.backbones: wrong number of items. Expected text or a list of texts, at least 1, each once, found 0.
            """,
            Assert.Throws<MultiBoxException>(() => WeightCatalogue.Read(root, Path.Combine(root, "data"))).Message);
    }

    [Theory]
    [InlineData("urls: ftp://host/a.pth", "urls.0: not an address. Expected http://, https://, file:// or a path, found 'ftp://host/a.pth'.")]
    [InlineData("urls: http://host/", "urls: the first address ends with no name for the file. Expected 'file', found 'http://host/'.")]
    [InlineData("urls: a.pth, size: 5, approximate_size: 5", "approximate_size: does not go with 'size'. Expected one or the other.")]
    [InlineData("urls: a.pth, sha256_prefix: 0123", "sha256_prefix: wrong form. Expected text like [0-9a-fA-F]{8,63}, found '0123'.")]
    [InlineData("urls: a.pth, sha256: 0123456789012345678901234567890123456789012345678901234567890123, sha256_prefix: 01234567", "sha256_prefix: does not go with 'sha256'. Expected one or the other.")]
    [InlineData("urls: a.zip, members: [a.params, ../b]", "members.1: not a file inside the archive. Expected a relative path without '..', found '../b'.")]
    [InlineData("urls: a.zip, members: /etc/passwd", "members.0: not a file inside the archive. Expected a relative path without '..', found '/etc/passwd'.")]
    public void Each_fault_says_what_was_expected_and_found(string keys, string message)
    {
        var root = Catalogue($"weights: [{{name: net, description: x, kind: backbone, backbones: resnet50, {keys}}}]");

        Assert.Matches(@"^experiments/weights\.yml:1:\d+ weights\.0\.", Assert.Throws<MultiBoxException>(() => WeightCatalogue.Read(root, root)).Message);
        Assert.EndsWith($" weights.0.{message}", Assert.Throws<MultiBoxException>(() => WeightCatalogue.Read(root, root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_may_occur_once_in_a_file()
    {
        var root = Catalogue($"weights:\n  - {Entry("a", "a.pth")}\n  - {Entry("A", "a.pth")}\n");

        Assert.Equal(
            "experiments/weights.yml:3:12 weights.1.name: the same name as weights 0. Expected each name once, found 'A'.",
            Assert.Throws<MultiBoxException>(() => WeightCatalogue.Read(root, root)).Message);
    }

    [Fact]
    public void The_catalogue_is_no_experiment()
    {
        Catalogue("weights: []");
        _folder.Write("experiments/mine.yml", TemporaryFolder.Minimal);

        Assert.Equal(["mine"], ExperimentFiles.List(_folder.Path).Select(file => Path.GetFileNameWithoutExtension(file)));
    }

    [Fact]
    public void The_schema_file_is_the_generated_one()
    {
        var generated = WeightSchema.Generate();
        if (Environment.GetEnvironmentVariable("MULTIBOX_UPDATE_SCHEMA") == "1") File.WriteAllText(SchemaFile, generated);
        Assert.True(File.ReadAllText(SchemaFile) == generated, "experiments/weights.schema.json is old: run these tests with MULTIBOX_UPDATE_SCHEMA=1.");
    }

    [Fact]
    public void The_shipped_catalogue_fits_the_schema_and_names_it_in_its_first_line()
    {
        Assert.Equal("# yaml-language-server: $schema=weights.schema.json", File.ReadLines(Shipped).First());
        Assert.Empty(SchemaFaults(File.ReadAllText(Shipped)));
    }

    [Theory]
    [InlineData("weight: []")]
    [InlineData("weights: [{name: a, kind: backbone, backbones: x, urls: a.pth}]")]
    [InlineData("weights: [{name: a, description: x, kind: head, backbones: x, urls: a.pth}]")]
    [InlineData("weights: [{name: a, description: x, kind: backbone, backbones: [], urls: a.pth}]")]
    [InlineData("weights: [{name: a, description: x, kind: backbone, backbones: x, urls: a.pth, sha256_prefix: abc}]")]
    public void The_schema_refuses_what_the_binder_refuses(string text)
    {
        var root = Catalogue(text);

        Assert.Throws<MultiBoxException>(() => WeightCatalogue.Read(root, root));
        Assert.NotEmpty(SchemaFaults(text));
    }

    private static string Entry(string name, string url, string more = "") =>
        $"{{name: {name}, description: x, kind: backbone, backbones: [resnet50], urls: '{url}'{more}}}";

    private string Catalogue(string text)
    {
        _folder.Write("experiments/weights.yml", text);
        return _folder.Path;
    }

    private static List<string> SchemaFaults(string yaml)
    {
        var faults = new List<Fault>();
        var json = NodeJson.Convert(YamlReader.Read(yaml, "w.yml", faults)!);
        Assert.Empty(faults);
        return [.. Schema.Value.Validate(json!.ToJsonString()).Select(fault => $"{fault}")];
    }
}
