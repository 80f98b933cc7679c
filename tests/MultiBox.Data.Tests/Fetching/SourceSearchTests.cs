using MultiBox.Abstractions;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>Data that lies deeper in the data folder, or is linked there.</summary>
public sealed class SourceSearchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("VOCtrainval_11-May-2012/VOCdevkit/VOC2012")]
    [InlineData("old/disk/VOCdevkit/VOC2012")]
    [InlineData("pascal/voc2012")]
    public void A_source_is_found_up_to_four_levels_deep(string place)
    {
        _ = new VocBuilder(_folder, "VOC2012", "data/" + place);

        Assert.Equal(_folder.At("data", place), Assert.Single(Locate("VOC2012").Found).Root);
    }

    [Theory]
    [InlineData("a/b/c/VOCdevkit/VOC2012")]
    [InlineData(".unpacking-VOC2012/files/VOC2012")]
    [InlineData(".hidden/VOC2012")]
    [InlineData("downloads/VOC2012")]
    [InlineData("pascal/VOC2012-old")]
    public void What_lies_deeper_or_is_unfinished_or_is_named_otherwise_is_none(string place)
    {
        _ = new VocBuilder(_folder, "VOC2012", "data/" + place);

        Assert.Empty(Locate("VOC2012").Found);
    }

    [Fact]
    public void What_lacks_a_part_is_named_and_not_taken()
    {
        Directory.CreateDirectory(_folder.At("data", "x", "VOC2012", "Annotations"));

        var missing = Assert.Single(Locate("VOC2012").Missing);

        Assert.Contains($"{_folder.At("data", "x", "VOC2012")}: lacks ImageSets/Main, JPEGImages", missing.LookedIn);
    }

    [Fact]
    public void Two_places_are_a_fault_that_names_both()
    {
        _ = new VocBuilder(_folder, "VOC2007", "data/a/VOC2007");
        _ = new VocBuilder(_folder, "VOC2007", "data/b/VOCdevkit/VOC2007");
        _ = new VocBuilder(_folder, "VOC2012", "data/a/VOC2012");

        var fault = Assert.Throws<MultiBoxException>(() => Locate("VOC2007", "VOC2012"));

        Assert.Equal(
            $"Source 'VOC2007' is in 2 places: {_folder.At("data", "a", "VOC2007")}, {_folder.At("data", "b", "VOCdevkit", "VOC2007")}. Set its 'root' to one of them.",
            fault.Message);
    }

    [Fact]
    public void The_usual_place_is_no_question()
    {
        _ = new VocBuilder(_folder, "VOC2007", "data/VOCdevkit/VOC2007");
        _ = new VocBuilder(_folder, "VOC2007", "data/b/VOCdevkit/VOC2007");

        Assert.Equal(_folder.At("data", "VOCdevkit", "VOC2007"), Assert.Single(Locate("VOC2007").Found).Root);
    }

    [Fact]
    public void A_root_of_its_own_is_not_searched_for()
    {
        _ = new VocBuilder(_folder, "VOC2007", "data/b/VOC2007");

        Assert.Empty(new SourceLocator(_folder.At("data"), SourceCatalogue.Empty).Locate([new SourceSpec("VOC2007") { Root = "c" }]).Found);
    }

    [SkippableFact]
    public void Links_are_followed_and_two_to_one_folder_are_one_place()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        _ = new VocBuilder(_folder, "VOC2007", "disk/VOCdevkit/VOC2007");
        Directory.CreateDirectory(_folder.At("data", "y"));
        Directory.CreateSymbolicLink(_folder.At("data", "x"), _folder.At("disk"));
        Directory.CreateSymbolicLink(_folder.At("data", "y", "kit"), "../x/VOCdevkit");
        Directory.CreateSymbolicLink(_folder.At("data", "z"), _folder.At("data", "gone"));

        Assert.Equal(_folder.At("data", "x", "VOCdevkit", "VOC2007"), Assert.Single(Locate("VOC2007").Found).Root);
    }

    [SkippableFact]
    public void Circles_of_links_end()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        _ = new VocBuilder(_folder, "VOC2007", "data/x/VOC2007");
        Directory.CreateSymbolicLink(_folder.At("data", "x", "up"), "..");
        Directory.CreateSymbolicLink(_folder.At("data", "one"), "two");
        Directory.CreateSymbolicLink(_folder.At("data", "two"), "one");
        Directory.CreateSymbolicLink(_folder.At("data", "self"), _folder.At("data"));

        Assert.Equal(_folder.At("data", "x", "VOC2007"), Assert.Single(Locate("VOC2007").Found).Root);
    }

    [Fact]
    public void Nothing_is_searched_when_everything_is_in_its_place()
    {
        _ = new VocBuilder(_folder, "VOC2007", "data/VOC2007");
        var search = new SourceSearch(_folder.At("data"));

        Assert.Empty(search.Find([]));
        Assert.False(search.IsIncomplete);
    }

    private SourceLookup Locate(params string[] names) =>
        new SourceLocator(_folder.At("data"), SourceCatalogue.Empty).Locate([.. names.Select(name => new SourceSpec(name))]);
}
