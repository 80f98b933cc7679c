using MultiBox.Abstractions;
using MultiBox.Pipeline.Artifacts;

namespace MultiBox.Pipeline.Tests.Artifacts;

public sealed class LatestLinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Latest => _folder["latest"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_link_leads_to_the_run_and_moves_with_its_folder()
    {
        Run("one");
        LatestLink.Set(_folder["one"]);
        Assert.Equal("one", new DirectoryInfo(Latest).LinkTarget);
        Assert.Equal("one", File.ReadAllText(Path.Combine(Latest, "metrics.json")));
    }

    [Fact]
    public void A_newer_run_takes_the_links_place()
    {
        Run("one");
        Run("two");
        LatestLink.Set(_folder["one"]);
        LatestLink.Set(_folder["two"]);
        LatestLink.Set(_folder["two"]);
        Assert.Equal("two", new DirectoryInfo(Latest).LinkTarget);
        Assert.Equal(["latest", "one", "two"], Entries());
        Assert.Equal("one", File.ReadAllText(_folder["one/metrics.json"]));
    }

    [Fact]
    public void A_link_whose_run_is_gone_is_replaced()
    {
        Run("one");
        Run("two");
        LatestLink.Set(_folder["one"]);
        Directory.Delete(_folder["one"], recursive: true);
        LatestLink.Set(_folder["two"]);
        Assert.Equal("two", File.ReadAllText(Path.Combine(Latest, "metrics.json")));
    }

    [Fact]
    public void A_copy_is_replaced_by_a_link()
    {
        Run("one");
        Run("latest");
        LatestLink.Set(_folder["one"]);
        Assert.Equal("one", new DirectoryInfo(Latest).LinkTarget);
        Assert.Equal(["latest", "one"], Entries());
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    [InlineData(typeof(PlatformNotSupportedException))]
    public void Where_links_are_not_allowed_the_small_files_are_copied(Type refusal)
    {
        Run("one");
        using (var large = File.Create(_folder["one/weights.safetensors"])) large.SetLength((16 << 20) + 1);
        Run("two");
        SetWithoutLinks("two", refusal);
        SetWithoutLinks("one", refusal);
        Assert.Null(new DirectoryInfo(Latest).LinkTarget);
        Assert.Equal("one", File.ReadAllText(Path.Combine(Latest, "metrics.json")));
        Assert.Equal("one", File.ReadAllText(Path.Combine(Latest, "demo", "detections.json")));
        Assert.False(File.Exists(Path.Combine(Latest, "weights.safetensors")));
        Assert.Equal(["latest", "one", "two"], Entries());
    }

    [Fact]
    public void The_link_or_its_copy_tells_the_runs_name()
    {
        Run("one");
        _folder.Write("one/manifest.json", """{"run":"one"}""");
        LatestLink.Set(_folder["one"]);
        Assert.Equal("one", LatestLink.Target(_folder.Root));
        SetWithoutLinks("one", typeof(IOException));
        Assert.Equal("one", LatestLink.Target(_folder.Root));
    }

    [Fact]
    public void Without_a_finished_run_there_is_no_latest_one()
    {
        var fault = Assert.Throws<MultiBoxException>(() => LatestLink.Target(_folder.Root));
        Assert.Equal($"--run latest: there is no finished run in {_folder.Root}. Evaluate one first.", fault.Message);
    }

    [Fact]
    public void The_link_is_no_run()
    {
        Assert.True(LatestLink.IsName("Latest"));
        Run("latest");
        Assert.Throws<ArgumentException>(() => LatestLink.Set(_folder["latest"]));
        Assert.True(File.Exists(_folder["latest/metrics.json"]));
    }

    private void SetWithoutLinks(string run, Type refusal) =>
        LatestLink.Set(_folder[run], (_, _) => throw (Exception)Activator.CreateInstance(refusal)!);

    private void Run(string name)
    {
        _folder.Write($"{name}/metrics.json", name);
        _folder.Write($"{name}/demo/detections.json", name);
    }

    private IEnumerable<string?> Entries() => Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
