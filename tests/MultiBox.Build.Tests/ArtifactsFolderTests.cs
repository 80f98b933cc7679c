using MultiBox.Abstractions;

namespace MultiBox.Build.Tests;

public sealed class ArtifactsFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Artifacts => Path.Combine(_folder.Path, "artifacts");

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_claimed_folder_is_removed_with_everything_in_it()
    {
        ArtifactsFolder.Claim(Artifacts);
        _folder.File("artifacts/run-1/model.bin", new string('x', 1500));
        _folder.File("artifacts/test-results/a.trx", "y");
        var data = _folder.File("data/archive.tar");
        ArtifactsFolder.Claim(Artifacts);
        Assert.Equal($"Removed '{Artifacts}': 2 files, 1.5 kB.", Remove());
        Assert.False(Directory.Exists(Artifacts));
        Assert.True(File.Exists(data));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_nothing_to_clean() =>
        Assert.Equal($"Nothing to clean: '{Artifacts}' does not exist.", Remove());

    [Fact]
    public void An_empty_folder_is_removed()
    {
        Directory.CreateDirectory(Artifacts);
        Assert.Equal($"Removed '{Artifacts}': 0 files, 0 bytes.", Remove());
        Assert.False(Directory.Exists(Artifacts));
    }

    [Fact]
    public void A_folder_with_somebody_elses_files_is_neither_claimed_nor_removed()
    {
        var letter = _folder.File("artifacts/letter.txt", "dear");
        ArtifactsFolder.Claim(Artifacts);
        Assert.Equal(
            $"Clean: '{Artifacts}' was not created by MultiBox: it has no file .multibox-artifacts.\n"
            + "  Found: letter.txt.\n"
            + "  Nothing was removed. Correct --artifacts, or remove the folder by hand.",
            Refusal());
        Assert.Equal("dear", File.ReadAllText(letter));
    }

    [Fact]
    public void A_refusal_names_at_most_five_files()
    {
        for (var i = 0; i < 7; i++) _folder.File($"artifacts/{i}");
        Assert.Contains("Found: 0, 1, 2, 3, 4 and 2 more.", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_holds_the_datasets_is_never_removed()
    {
        ArtifactsFolder.Claim(Artifacts);
        var data = Path.Combine(Artifacts, "data");
        Directory.CreateDirectory(data);
        var message = Assert.Throws<MultiBoxException>(() => ArtifactsFolder.Remove(Artifacts, "/repository", data)).Message;
        Assert.Equal($"Clean: '{Artifacts}' holds the datasets ('{data}'), which must stay. Nothing was removed. Correct --artifacts.", message);
        Assert.True(Directory.Exists(data));
    }

    [Theory]
    [InlineData("")]
    [InlineData("inner/repository")]
    public void A_folder_that_is_or_holds_the_repository_is_never_removed(string below)
    {
        ArtifactsFolder.Claim(Artifacts);
        var root = Path.TrimEndingDirectorySeparator(Path.Combine(Artifacts, below));
        Assert.Contains("holds the repository", Assert.Throws<MultiBoxException>(() => ArtifactsFolder.Remove(Artifacts, root, Data)).Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Artifacts));
    }

    [Fact]
    public void A_folder_whose_name_begins_like_the_datasets_is_another_folder()
    {
        ArtifactsFolder.Claim(Artifacts);
        ArtifactsFolder.Remove(Artifacts, "/repository", Artifacts + "-data");
        Assert.False(Directory.Exists(Artifacts));
    }

    [SkippableFact]
    public void Links_are_removed_not_followed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        var kept = _folder.File("elsewhere/kept.txt");
        ArtifactsFolder.Claim(Artifacts);
        Directory.CreateSymbolicLink(Path.Combine(Artifacts, "folder"), Path.GetDirectoryName(kept)!);
        File.CreateSymbolicLink(Path.Combine(Artifacts, "broken"), "/no/such/file");
        Remove();
        Assert.True(File.Exists(kept));
        Assert.False(Directory.Exists(Artifacts));
    }

    [Fact]
    public void A_file_is_refused()
    {
        _folder.File("artifacts");
        Assert.Equal($"Clean: '{Artifacts}' is a file, not a folder. Correct --artifacts.", Refusal());
    }

    private string Remove() => ArtifactsFolder.Remove(Artifacts, "/repository", Data);

    private string Refusal() => Assert.Throws<MultiBoxException>(Remove).Message;
}
