using MultiBox.Abstractions;
using NJsonSchema;

namespace MultiBox.Experiments.Tests;

/// <summary>The catalogue of sources: the shipped one, a user's own over it, and the schema of both.</summary>
public sealed class SourceFilesTests : IDisposable
{
    private static readonly Lazy<JsonSchema> Schema = new(() => JsonSchema.FromJsonAsync(SourceSchema.Generate()).GetAwaiter().GetResult());

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Shipped => Path.Combine(Repository.Root, "experiments", SourceFiles.FileName);

    private static string SchemaFile => Path.Combine(Repository.Root, "experiments", "sources.schema.json");

    [Fact]
    public void The_shipped_catalogue_knows_voc_bccd_and_coco()
    {
        var sources = SourceFiles.Read(Repository.Root, _folder.Path);

        Assert.Equal(["BCCD", "COCO2017", "VOC2007", "VOC2008", "VOC2009", "VOC2010", "VOC2011", "VOC2012"], sources.Select(source => source.Name));
        Assert.All(sources, source => Assert.Equal(source.Name == "COCO2017" ? DataFormat.Coco : DataFormat.Voc, source.Format));
        Assert.Equal([1, 3, 2, 1, 1, 1, 1, 1], sources.Select(source => source.Archives.Count));
        Assert.All(sources.SelectMany(source => source.Archives), archive => Assert.NotNull(archive.Size ?? archive.ApproximateSize));
        Assert.Equal(11, sources.SelectMany(source => source.Archives).Select(archive => archive.FileName()).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [InlineData("VOC2007", 0, "VOCtrainval_06-Nov-2007.tar", "c52e279531787c972589f7e41ab4ae64", "34ed68851bce2a36e2a223fa52c661d592c66b3c")]
    [InlineData("VOC2007", 1, "VOCtest_06-Nov-2007.tar", "b6e924de25625d8de591ea690078ad9f", "41a8d6e12baa5ab18ee7f8f8029b9e11805b4ef1")]
    [InlineData("VOC2008", 0, "VOCtrainval_14-Jul-2008.tar", "2629fa636546599198acfcfbfcf1904a", null)]
    [InlineData("VOC2009", 0, "VOCtrainval_11-May-2009.tar", "a3e00b113cfcfebf17e343f59da3caa1", null)]
    [InlineData("VOC2010", 0, "VOCtrainval_03-May-2010.tar", "da459979d0c395079b5c75ee67908abb", null)]
    [InlineData("VOC2011", 0, "VOCtrainval_25-May-2011.tar", "6c3384ef61512963050cb5d687e5bf1e", null)]
    [InlineData("VOC2012", 0, "VOCtrainval_11-May-2012.tar", "6cd6e144f989b92b3379bac3b3de84fd", "4e443f8a2eca6b1dac8a6c57641b67dd40621a49")]
    [InlineData("COCO2017", 0, "train2017.zip", null, "10ad623668ab00c62c096f0ed636d6aff41faca5")]
    [InlineData("COCO2017", 1, "val2017.zip", null, "4950dc9d00dbe1c933ee0170f5797584351d2a41")]
    [InlineData("COCO2017", 2, "annotations_trainval2017.zip", null, "8551ee4bb5860311e79dace7e79cb91e432e78b3")]
    public void The_sums_are_the_published_ones(string name, int archive, string file, string? md5, string? sha1)
    {
        var source = SourceFiles.Read(Repository.Root, _folder.Path).Single(source => source.Name == name);
        var entry = source.Archives[archive];

        Assert.Equal((file, md5, sha1), (entry.FileName(), entry.Md5, entry.Sha1));
        Assert.NotNull(entry.Sha256);
        Assert.Equal(name == "COCO2017" ? null : name == "VOC2011" ? "TrainVal/VOCdevkit/VOC2011" : $"VOCdevkit/{name}", entry.Subfolder);
        Assert.All(entry.Urls, url => Assert.EndsWith("/" + file, url, StringComparison.Ordinal));
    }

    [Fact]
    public void A_users_own_sources_are_added_and_replace_those_of_the_same_name()
    {
        var root = Catalogue("""
            sources:
              - {name: VOC2007, format: voc, archives: [{urls: http://host/a.tar}]}
              - {name: other, format: voc, archives: [{urls: http://host/b.tar}]}
            """);
        _folder.Write("data/sources.yml", """
            sources:
              - {name: voc2007, format: voc, archives: [{urls: [/disk/c.tar, file:///disk/d.tar], size: 20000000000}]}
              - {name: mine, format: voc, archives: [{urls: e.zip, file: f.zip, approximate_size: 5, max_unpacked: 7}]}
            """);

        var sources = SourceFiles.Read(root, Path.Combine(root, "data"));

        Assert.Equal(["mine", "other", "voc2007"], sources.Select(source => source.Name));
        Assert.Equal(("c.tar", 20_000_000_000), (sources[2].Archives[0].FileName(), sources[2].Archives[0].Size));
        Assert.Equal(("f.zip", 7), (sources[0].Archives[0].FileName(), sources[0].Archives[0].MaxUnpacked));
    }

    [Fact]
    public void Without_either_file_nothing_is_known() => Assert.Empty(SourceFiles.Read(_folder.Path, _folder.Path));

    [Fact]
    public void The_faults_of_both_files_are_told_together()
    {
        var root = Catalogue("sources:\n  - {name: a b, format: vox, archives: []}\n");
        _folder.Write("data/sources.yml", "sources: 3\nsauces: []\n");

        var fault = Assert.Throws<MultiBoxException>(() => SourceFiles.Read(root, Path.Combine(root, "data")));

        Assert.Equal(
            """
            data/sources.yml:1:10 sources: not a list. Expected a list of maps, found '3'.
            data/sources.yml:2:1 sauces: unknown key. Expected one of sources, found 'sauces'. Did you mean 'sources'?
            experiments/sources.yml:2:12 sources.0.name: wrong form. Expected text like [A-Za-z0-9][A-Za-z0-9._-]*, found 'a b'.
            experiments/sources.yml:2:25 sources.0.format: unknown value. Expected one of voc, coco, yolo, recordio, shapes, found 'vox'. Did you mean 'voc'?
            experiments/sources.yml:2:40 sources.0.archives: wrong number of items. Expected a list of maps, at least 1, found 0.
            """,
            fault.Message);
    }

    [Theory]
    [InlineData("name: a, format: shapes, archives: [{urls: a.tar}]", "23 sources.0.format: drawn shapes are not fetched. Expected another format, found 'shapes'.")]
    [InlineData("name: a, format: voc", "5 sources.0.archives: missing. Expected a list of maps, at least 1.")]
    [InlineData("name: a, format: voc, archives: [{urls: ftp://host/a.tar}]", "46 sources.0.archives.0.urls.0: not an address. Expected http://, https://, file:// or a path, found 'ftp://host/a.tar'.")]
    [InlineData("name: a, format: voc, archives: [{urls: http://host/}]", "46 sources.0.archives.0.urls: the first address ends with no name for the file. Expected 'file', found 'http://host/'.")]
    [InlineData("name: a, format: voc, archives: [{urls: a.tar, file: ../a.tar}]", "59 sources.0.archives.0.file: wrong form. Expected text like [A-Za-z0-9_][A-Za-z0-9 ._+()-]*, found '../a.tar'.")]
    [InlineData("name: a, format: voc, archives: [{urls: a.tar, size: 0}]", "59 sources.0.archives.0.size: out of range. Expected a whole number of at least 1, found '0'.")]
    [InlineData("name: a, format: voc, archives: [{urls: a.tar, size: 5, approximate_size: 5}]", "80 sources.0.archives.0.approximate_size: does not go with 'size'. Expected one or the other.")]
    [InlineData("name: a, format: voc, archives: [{urls: a.tar, md5: abc}]", "58 sources.0.archives.0.md5: wrong form. Expected text like [0-9a-fA-F]{32}, found 'abc'.")]
    [InlineData("name: a, format: voc, archives: [{urls: a.tar, mirrors: [b]}]", "53 sources.0.archives.0.mirrors: unknown key. Expected one of approximate_size, file, max_unpacked, md5, sha1, sha256, size, subfolder, urls, found 'mirrors'.")]
    public void Each_fault_says_where_what_expected_and_found(string source, string message)
    {
        var root = Catalogue($"sources:\n  - {{{source}}}\n");

        var fault = Assert.Throws<MultiBoxException>(() => SourceFiles.Read(root, root)).Message;

        Assert.Equal($"experiments/sources.yml:2:{message}", fault);
    }

    [Fact]
    public void A_name_may_occur_once_in_a_file()
    {
        var root = Catalogue("""
            sources:
              - {name: a, format: voc, archives: [{urls: a.tar}]}
              - {name: A, format: voc, archives: [{urls: a.tar}]}
            """);

        Assert.Equal(
            "experiments/sources.yml:3:12 sources.1.name: the same name as source 0. Expected each name once, found 'A'.",
            Assert.Throws<MultiBoxException>(() => SourceFiles.Read(root, root)).Message);
    }

    [Fact]
    public void A_file_that_is_no_catalogue_is_refused() => Assert.Equal(
        "experiments/sources.yml:1:1: not a catalogue. Expected a map with 'sources', found a list.",
        Assert.Throws<MultiBoxException>(() => SourceFiles.Read(Catalogue("- a"), _folder.Path)).Message);

    [Fact]
    public void The_catalogue_is_no_experiment()
    {
        Catalogue("sources: []");
        _folder.Write("experiments/mine.yml", TemporaryFolder.Minimal);

        Assert.Equal(["mine"], ExperimentFiles.List(_folder.Path).Select(file => Path.GetFileNameWithoutExtension(file)));
        Assert.Equal(
            "No experiment 'sources'.\n  Found in experiments/: mine.", Assert.Throws<MultiBoxException>(() => ExperimentFiles.Find(_folder.Path, "sources")).Message);
    }

    [Fact]
    public void The_schema_file_is_the_generated_one()
    {
        var generated = SourceSchema.Generate();
        if (Environment.GetEnvironmentVariable("MULTIBOX_UPDATE_SCHEMA") == "1") File.WriteAllText(SchemaFile, generated);
        Assert.True(File.ReadAllText(SchemaFile) == generated, "experiments/sources.schema.json is old: run these tests with MULTIBOX_UPDATE_SCHEMA=1.");
    }

    [Fact]
    public void The_shipped_catalogue_fits_the_schema_and_names_it_in_its_first_line()
    {
        Assert.Equal("# yaml-language-server: $schema=sources.schema.json", File.ReadLines(Shipped).First());
        Assert.Empty(SchemaFaults(File.ReadAllText(Shipped)));
    }

    [Theory]
    [InlineData("source: []")]
    [InlineData("sources: [{name: a, format: voc}]")]
    [InlineData("sources: [{name: a b, format: voc, archives: [{urls: a.tar}]}]")]
    [InlineData("sources: [{name: a, format: vox, archives: [{urls: a.tar}]}]")]
    [InlineData("sources: [{name: a, format: voc, archives: [{urls: a.tar, sha1: abc}]}]")]
    [InlineData("sources: [{name: a, format: voc, archives: [{urls: a.tar, size: many}]}]")]
    public void The_schema_refuses_what_the_binder_refuses(string text)
    {
        var root = Catalogue(text);

        Assert.Throws<MultiBoxException>(() => SourceFiles.Read(root, root));
        Assert.NotEmpty(SchemaFaults(text));
    }

    private string Catalogue(string text)
    {
        _folder.Write("experiments/sources.yml", text);
        return _folder.Path;
    }

    private static List<string> SchemaFaults(string yaml)
    {
        var faults = new List<Fault>();
        var json = NodeJson.Convert(YamlReader.Read(yaml, "s.yml", faults)!);
        Assert.Empty(faults);
        return [.. Schema.Value.Validate(json!.ToJsonString()).Select(fault => $"{fault}")];
    }
}
