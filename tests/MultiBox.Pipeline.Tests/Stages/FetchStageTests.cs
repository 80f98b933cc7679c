using System.Formats.Tar;
using System.Text;
using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Experiments;
using MultiBox.Pipeline.Setup;
using MultiBox.Pipeline.Stages;
using MultiBox.Pipeline.Tests.EndToEnd;

namespace MultiBox.Pipeline.Tests.Stages;

/// <summary>Fetching as the user sees it, from an experiment's file and the catalogue.</summary>
public sealed class FetchStageTests : IDisposable
{
    private readonly Laboratory _lab = new(Experiment("""{name: mine, format: voc, train: a, test: a, archives: [{urls: /no/voc.tar}]}"""));

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void An_archive_of_the_experiment_is_taken_from_a_mirror_by_its_own_name()
    {
        var archive = WriteVoc("usb/voc.tar");
        _lab.Options = _lab.Options with { Mirrors = [Path.GetDirectoryName(archive)!] };

        var lines = _lab.RunTo(Stage.Fetch);

        Assert.Equal($"Fetch: mine fetched ({_lab["data/mine"]}).", lines[^1]);
        Assert.StartsWith("Fetch: mine-voc.tar: unpacking ", lines[0], StringComparison.Ordinal);
        Assert.True(File.Exists(_lab["data/mine/ImageSets/Main/a.txt"]));
        Assert.Equal([$"Fetch: mine is present ({_lab["data/mine"]})."], _lab.RunTo(Stage.Fetch));
    }

    [Fact]
    public void Offline_the_missing_file_is_named_with_its_place()
    {
        _lab.Options = _lab.Options with { Offline = true };

        var fault = Assert.Throws<MultiBoxException>(() => _lab.RunTo(Stage.Fetch));

        Assert.Equal(
            "Source 'mine': offline, nothing is downloaded. Put these files there, and run again:\n"
            + $"  {_lab["data/downloads/mine-voc.tar"]} (from /no/voc.tar)",
            fault.Message);
    }

    [Fact]
    public void A_file_that_is_put_there_by_hand_is_unpacked_offline()
    {
        WriteVoc("data/downloads/mine-voc.tar");
        _lab.Options = _lab.Options with { Offline = true };

        Assert.Equal($"Fetch: mine fetched ({_lab["data/mine"]}).", _lab.RunTo(Stage.Fetch)[^1]);
    }

    [Fact]
    public void The_users_own_catalogue_says_where_a_source_comes_from()
    {
        using var lab = new Laboratory(Experiment("{name: Pets, format: voc, train: a, test: a}"));
        WriteVoc(lab["data/p.tar"]);
        File.WriteAllText(lab["data/sources.yml"], "sources: [{name: pets, format: voc, archives: [{urls: p.tar}]}]");

        Assert.Equal($"Fetch: Pets fetched ({lab["data/Pets"]}).", lab.RunTo(Stage.Fetch)[^1]);
    }

    [Fact]
    public void Data_that_lies_deeper_are_used_and_the_log_says_where()
    {
        Directory.CreateDirectory(_lab["data/old/VOCdevkit/mine/Annotations"]);
        Directory.CreateDirectory(_lab["data/old/VOCdevkit/mine/JPEGImages"]);
        Directory.CreateDirectory(_lab["data/old/VOCdevkit/mine/ImageSets/Main"]);
        Directory.CreateDirectory(_lab["data/.unpacking-mine/files"]);

        Assert.Equal([$"Fetch: mine is present ({_lab["data/old/VOCdevkit/mine"]})."], _lab.RunTo(Stage.Fetch));
        Assert.False(Directory.Exists(_lab["data/.unpacking-mine"]));
    }

    [Fact]
    public void A_fault_of_the_catalogue_is_told_with_file_and_line()
    {
        Directory.CreateDirectory(_lab["data"]);
        File.WriteAllText(_lab["data/sources.yml"], "sources:\n- {name: pets}\n");

        var fault = Assert.Throws<MultiBoxException>(() => _lab.RunTo(Stage.Fetch));

        Assert.StartsWith("data/sources.yml:2:3 sources.0.format: missing.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shipped_catalogue_becomes_archives_with_their_limits()
    {
        var options = _lab.Options with { RepositoryRoot = Laboratory.Repository };
        var catalogue = SourceSetup.Catalogue(options);

        var archives = catalogue.Complete(new SourceSpec("voc2007")).Archives;
        Assert.Equal(["VOCtrainval_06-Nov-2007.tar", "VOCtest_06-Nov-2007.tar"], archives.Select(archive => archive.FileName));
        Assert.Equal((460_032_000, 460_032_000, "VOCdevkit/VOC2007"), (archives[0].Bytes!.Value, archives[0].MaxBytes, archives[0].Folder));
        var bccd = Assert.Single(catalogue.Complete(new SourceSpec("bccd")).Archives);
        Assert.Equal(("BCCD_Dataset-master.zip", 400L << 20, 400L << 20, false), (bccd.FileName, bccd.MaxBytes, bccd.MaxUnpackedBytes, bccd.HasChecksum));
    }

    [Theory]
    [InlineData("http://host/x/voc.tar", null, "mine-voc.tar", "voc.tar")]
    [InlineData("http://host/x/voc%20a.tar?b=c", null, "mine-voc a.tar", "voc a.tar")]
    [InlineData("/disk/voc.tar", null, "mine-voc.tar", "voc.tar")]
    [InlineData("http://host/download?id=3", "voc.zip", "voc.zip", "voc.zip")]
    public void The_name_of_a_file_follows_from_its_address_unless_it_is_given(string url, string? file, string name, string mirrorName)
    {
        var spec = SourceSetup.Archive(new DataArchive { Urls = [url], File = file }, "mine");

        Assert.Equal((name, mirrorName), (spec.FileName, spec.MirrorName));
    }

    private static string Experiment(string source) => $$$"""
        dataset:
          classes: [cat]
          sources:
            - {{{source}}}
        model:
          input_size: 64
          backbone: {name: compact, options: {width: 4, features: [stage2, stage3]}}
          default_boxes: {rule: paper, min_scale: 0.3, max_scale: 0.7, aspect_ratios: [[2]]}
        """;

    /// <summary>Writes a tar with a folder in VOC's layout.</summary>
    private string WriteVoc(string relative)
    {
        var path = _lab[relative];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        using var tar = new TarWriter(file);
        foreach (var name in new[] { "Annotations/1.xml", "JPEGImages/1.jpg", "ImageSets/Main/a.txt" })
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "kit/voc/" + name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes("1\n")) });
        }

        return path;
    }
}
