using MultiBox.Abstractions;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Fetching;

public sealed class SourceTests : IDisposable
{
    private static readonly SourceCatalogue Catalogue = new(
    [
        new KnownSource("VOC2007", "voc", [Archive("a.tar") with { Bytes = 460_032_000 }, Archive("b.tar") with { ApproximateBytes = 451_000_000 }]),
        new KnownSource("VOC2012", "voc", [Archive("c.tar") with { Bytes = 1_999_639_040 }]),
        new KnownSource("BCCD", "voc", [Archive("d.zip")]),
        new KnownSource("COCO2017", "coco", [Archive("e.zip")]),
    ]);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = FetchClient.Create();

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("VOC2007", "VOC2007")]
    [InlineData("VOC2007", "VOCdevkit/VOC2007")]
    [InlineData("voc2007", "VOCdevkit/VOC2007")]
    public void A_source_is_found_by_its_name_in_either_place(string name, string place)
    {
        _ = new VocBuilder(_folder, name, place);

        var lookup = Locator().Locate([new SourceSpec(name)]);

        Assert.Equal(new SourceFolder(name, DatasetFormats.Voc, _folder.At(place)), Assert.Single(lookup.Found));
        lookup.ThrowIfMissing("fetch");
    }

    [Fact]
    public void A_root_of_its_own_wins_and_may_be_relative_to_the_data_folder()
    {
        _ = new VocBuilder(_folder, "mine");
        _ = new VocBuilder(_folder, "mine", "elsewhere/voc");

        var lookup = Locator().Locate([new SourceSpec("mine") { Root = "elsewhere/voc" }, new SourceSpec("abs") { Root = _folder.At("mine") }]);

        Assert.Equal([_folder.At("elsewhere", "voc"), _folder.At("mine")], lookup.Found.Select(found => found.Root));
    }

    [Fact]
    public void All_missing_sources_are_named_with_where_they_were_looked_for_and_what_to_do()
    {
        Directory.CreateDirectory(_folder.At("VOC2012", "Annotations"));
        var lookup = Locator().Locate([new SourceSpec("VOC2007"), new SourceSpec("VOC2012"), new SourceSpec("bcd"), new SourceSpec("mine") { Root = "x" }]);

        var fault = Assert.Throws<MultiBoxException>(() => lookup.ThrowIfMissing("run the task Fetch"));

        Assert.Equal(
            "Source 'VOC2007' is not on this machine. Looked in:\n" +
            $"  {_folder.At("VOC2007")}: no such folder\n" +
            $"  {_folder.At("VOCdevkit", "VOC2007")}: no such folder\n" +
            $"  {_folder.Root}: nowhere within 4 levels\n" +
            "  To fetch it (2 archives, about 0.9 GB), run the task Fetch.\n" +
            "Source 'VOC2012' is not on this machine. Looked in:\n" +
            $"  {_folder.At("VOC2012")}: lacks ImageSets/Main, JPEGImages\n" +
            $"  {_folder.At("VOCdevkit", "VOC2012")}: no such folder\n" +
            $"  {_folder.Root}: nowhere within 4 levels\n" +
            "  To fetch it (1 archive, about 2.0 GB), run the task Fetch.\n" +
            "Source 'bcd' is not on this machine. Looked in:\n" +
            $"  {_folder.At("bcd")}: no such folder\n" +
            $"  {_folder.At("VOCdevkit", "bcd")}: no such folder\n" +
            $"  {_folder.Root}: nowhere within 4 levels\n" +
            "  Put it into one of these folders, set its 'root', or list its 'archives'. Did you mean 'BCCD'?\n" +
            "Source 'mine' is not on this machine. Looked in:\n" +
            $"  {_folder.At("x")}: no such folder\n" +
            "  Correct its 'root', or remove it to look for the source by its name.",
            fault.Message);
    }

    [Fact]
    public void Names_that_are_paths_and_repeated_names_are_refused()
    {
        var fault = Assert.Throws<MultiBoxException>(() => Locator().Locate([new SourceSpec("../x"), new SourceSpec("a"), new SourceSpec("A")]));

        Assert.Equal(
            "Source '../x': expected a plain folder name, as the source is looked for and fetched under it.\n" +
            "Source 'a' is listed 2 times: expected once.",
            fault.Message);
    }

    [Fact]
    public void The_catalogue_gives_archives_to_those_that_have_none_without_regard_to_case()
    {
        Assert.Equal(["BCCD", "COCO2017", "VOC2007", "VOC2012"], Catalogue.Names);
        Assert.Equal(["a.tar", "b.tar"], Catalogue.Complete(new SourceSpec("voc2007")).Archives.Select(archive => archive.FileName));
        Assert.Equal("own.zip", Catalogue.Complete(new SourceSpec("bccd") { Archives = [Archive("own.zip")] }).Archives[0].FileName);
        Assert.Empty(Catalogue.Complete(new SourceSpec("bccd") { Root = "/mine" }).Archives);
        Assert.Empty(SourceCatalogue.Empty.Complete(new SourceSpec("bccd")).Archives);
    }

    [Fact]
    public void A_format_that_is_not_the_catalogues_is_refused_also_when_nothing_reads_that()
    {
        var fault = Assert.Throws<MultiBoxException>(() => Locator().Locate([new SourceSpec("coco2017"), new SourceSpec("COCO2017x")]));

        Assert.Equal(
            "Source 'coco2017' has format 'voc', but the source of that name in the catalogue has 'coco'. "
            + "Correct its 'format', list its 'archives', or give it another name.",
            fault.Message);
    }

    [Fact]
    public async Task Several_archives_become_one_source()
    {
        using var server = new LoopbackServer((request, _) => new Answer
        {
            Body = Archives.Tar(Archives.VocTar("VOCdevkit/VOC2007", request.Path == "test.tar" ? "c" : "a")),
        });
        var source = new SourceSpec("VOC2007") { Archives = [Archive("trainval.tar", server.Url("trainval.tar")), Archive("test.tar", server.Url("test.tar"))] };

        var folder = Assert.Single(await Fetch(source));

        Assert.Equal(new SourceFolder("VOC2007", DatasetFormats.Voc, _folder.At("VOC2007")), folder);
        Assert.Equal(["a", "c"], folder.Format.ImageSetNames(folder.Root));
        Assert.Equal(["VOC2007", "downloads"], Entries());
        Assert.Empty(Locator().Locate([source]).Missing);
    }

    [Fact]
    public async Task A_fault_leaves_no_source_behind_and_others_are_still_fetched()
    {
        var broken = Archives.Tar(Archives.VocTar("x", "a"))[..3000];
        _folder.Write("broken.tar", broken);
        _folder.Write("flat.tar", Archives.Tar(Archives.File("readme", "no data")));
        _folder.Write("pair.tar", Archives.Tar([.. Archives.VocTar("p/one", "a"), .. Archives.VocTar("p/two", "a")]));
        _folder.Write("good.tar", Archives.Tar(Archives.VocTar("x", "a")));
        var sources = new[] { "broken", "flat", "pair", "good" }.Select(name => new SourceSpec(name) { Archives = [Archive("n-" + name, name + ".tar")] })
            .Append(new SourceSpec("unknown"));

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch([.. sources]));

        Assert.Matches("^Source 'broken': .*broken.tar: the archive cannot be read", fault.Message);
        Assert.Contains(
            $"\nSource 'flat': {_folder.At("flat.tar")}: holds no folder in format 'voc'. Its top lacks Annotations, ImageSets/Main, JPEGImages.\n", fault.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"\nSource 'pair': {_folder.At("pair.tar")}: holds 2 folders in format 'voc': p/one, p/two. Set the archive's 'subfolder' to one of them.\n",
            fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "\nSource 'unknown': no archive is known for it. List its 'archives', or put it into the data folder.", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["broken.tar", "downloads", "flat.tar", "good", "good.tar", "pair.tar"], Entries());
    }

    [Fact]
    public async Task The_users_own_folder_is_never_replaced()
    {
        _folder.Write("mine/Annotations/a.xml", "precious");
        _folder.Write("a.tar", Archives.Tar(Archives.VocTar("x", "a")));

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(new SourceSpec("mine") { Archives = [Archive("n.tar", "a.tar")] }));

        Assert.Equal(
            $"Source 'mine': {_folder.At("mine")} exists, but is not in format 'voc' (lacks ImageSets/Main, JPEGImages). Move it away, and run again.",
            fault.Message);
        Assert.True(File.Exists(_folder.At("mine", "Annotations", "a.xml")));
    }

    private static ArchiveSpec Archive(string file, params string[] urls) => new() { FileName = file, Urls = urls };

    private SourceLocator Locator() => new(_folder.Root, Catalogue);

    private Task<IReadOnlyList<SourceFolder>> Fetch(params SourceSpec[] sources)
    {
        var fetcher = new ArchiveFetcher(_client, new FetchOptions { Retries = 1, Delay = TimeSpan.FromMilliseconds(5) }, TimeProvider.System);
        return new SourceFetcher(fetcher, _folder.Root).FetchAsync([.. sources.Select(source => new MissingSource(source, []))]);
    }

    private string[] Entries() =>
        Directory.EnumerateFileSystemEntries(_folder.Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToArray();
}
