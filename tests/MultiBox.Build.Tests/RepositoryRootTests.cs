using MultiBox.Abstractions;

namespace MultiBox.Build.Tests;

public sealed class RepositoryRootTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_root_is_the_nearest_folder_with_the_launcher_and_the_experiments()
    {
        _folder.File("build.sh");
        _folder.File("experiments/quickstart.yaml");
        // A folder with only one of the two is passed by.
        _folder.File("inner/build.sh");
        var start = Path.GetDirectoryName(_folder.File("inner/bin/host.dll"))!;
        Assert.Equal(_folder.Path, RepositoryRoot.Find(start, null));
    }

    [Fact]
    public void The_variable_overrides_the_search() => Assert.Equal(_folder.Path, RepositoryRoot.Find("/", _folder.Path));

    [Fact]
    public void A_variable_that_names_no_folder_is_a_fault() =>
        Assert.Equal(
            "MULTIBOX_ROOT: the folder '/no/such/folder' does not exist. Correct the variable or unset it.",
            Assert.Throws<MultiBoxException>(() => RepositoryRoot.Find("/", "/no/such/folder")).Message);

    [Fact]
    public void No_root_at_all_is_a_fault() =>
        Assert.Equal(
            $"No folder above '{_folder.Path}' holds build.sh and experiments/. Set MULTIBOX_ROOT to the repository's root folder.",
            Assert.Throws<MultiBoxException>(() => RepositoryRoot.Find(_folder.Path, "")).Message);
}
