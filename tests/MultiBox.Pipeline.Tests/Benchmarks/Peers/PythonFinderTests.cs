using MultiBox.Pipeline.Benchmarks.Peers;

namespace MultiBox.Pipeline.Tests.Benchmarks.Peers;

public sealed class PythonFinderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_named_Python_is_the_only_one_that_is_tried() => Assert.Equal(["/opt/python/bin/python3"], PythonFinder.Candidates("/opt/python/bin/python3", "/usr/bin"));

    [SkippableFact]
    public void Those_on_the_path_come_in_its_order_and_the_systems_own_last()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has other names.");
        _folder.Write("a/python", "");
        _folder.Write("b/python3", "");
        _folder.Write("b/python", "");
        var candidates = PythonFinder.Candidates("", $"{_folder["a"]}:{_folder["missing"]}::{_folder["b"]}");
        Assert.Equal([_folder["b/python3"], _folder["a/python"], _folder["b/python"]], candidates.Take(3));
        Assert.Equal(File.Exists("/usr/bin/python3") ? ["/usr/bin/python3"] : [], candidates.Skip(3));
    }

    [SkippableFact]
    public void The_systems_own_is_named_once()
    {
        Skip.IfNot(File.Exists("/usr/bin/python3"), "There is no /usr/bin/python3.");
        Assert.Single(PythonFinder.Candidates(null, "/usr/bin"), candidate => candidate == "/usr/bin/python3");
    }

    [Fact]
    public void Without_any_Python_nothing_is_found() => Assert.Null(PythonFinder.Find([], ["json"]));

    [Fact]
    public void What_is_no_program_is_passed_over() => Assert.Null(PythonFinder.Find([_folder["missing"], _folder.Write("text", "no program")], ["json"]));

    [SkippableFact]
    public void A_Python_counts_only_with_all_modules()
    {
        var python = Python.Any();
        Assert.Equal(python, PythonFinder.Find([_folder["missing"], python], ["json", "zlib"]));
        Assert.Null(PythonFinder.Find([python], ["json", "no_module_of_this_name"]));
    }
}
