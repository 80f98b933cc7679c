namespace MultiBox.Native.Tests;

public sealed class LibTorchFolderTests : IDisposable
{
    private const string Remedy = "set MULTIBOX_LIBTORCH to the lib folder of libtorch 2.10.0 or of an installed PyTorch " +
        "(python3 -c \"import torch; print(torch.__path__[0])\" prints its folder), or unset it to use the libtorch that the program was built with.";

    private readonly TestFiles _files = new();

    private static string[] Libraries => [LibTorchFolder.FileName("c10"), LibTorchFolder.FileName("torch_cpu"), LibTorchFolder.FileName("torch")];

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("lib", "lib")]
    [InlineData("", "lib")]
    [InlineData("", "torch/lib")]
    public void Finds_the_libraries_in_the_folder_or_below(string named, string holding)
    {
        Put(holding, Libraries);
        Assert.Equal(_files[holding], LibTorchFolder.Resolve(_files[named], out var fault));
        Assert.Null(fault);
    }

    [Fact]
    public void Says_that_the_folder_is_missing() => Faulty(_files["none"], "there is no such folder.");

    [Fact]
    public void Says_that_it_is_a_file()
    {
        Put("", ["here"]);
        Faulty(_files["here"], "it is a file, expected a folder.");
    }

    [Fact]
    public void Says_that_the_folder_is_empty() => Faulty(
        _files.Folder, $"it holds no {Libraries[1]}, nor do its folders lib and torch/lib.\n  Found: an empty folder.");

    [Fact]
    public void Says_what_the_folder_holds_instead()
    {
        Put("", ["f", "e", "d", "c", "b", "a"]);
        Faulty(_files.Folder, $"it holds no {Libraries[1]}, nor do its folders lib and torch/lib.\n  Found: a, b, c, d, e, ...");
    }

    [Fact]
    public void Says_which_libraries_are_missing()
    {
        Put("lib", [Libraries[1]]);
        Faulty(_files.Folder, $"{_files["lib"]} is incomplete: it lacks {Libraries[0]} and {Libraries[2]}.");
    }

    [Fact]
    public void Says_that_the_path_is_none() => Faulty("a\0b", "Null character in path. (Parameter 'path')");

    [Theory]
    [InlineData("version.py", "__version__ = '2.10.0+cu128'\ndebug = False\n", "2.10.0+cu128")]
    [InlineData("version.py", "from typing import Optional\n\n__version__: str = \"2.9.1\"\n", "2.9.1")]
    [InlineData("version.py", "# __version__ = '1.0'\ncuda = '12.8'\n", null)]
    [InlineData("build-version", "2.10.0+cpu\n", "2.10.0+cpu")]
    [InlineData("build-version", "none\n", null)]
    [InlineData("other", "2.10.0", null)]
    public void Reads_the_version_from_the_files_beside_the_folder(string file, string text, string? expected)
    {
        var lib = Directory.CreateDirectory(_files["lib"]).FullName;
        File.WriteAllText(_files[file], text);
        Assert.Equal(expected, LibTorchVersion.FromFiles(lib));
        Assert.Equal(expected, LibTorchVersion.FromFiles(lib + Path.DirectorySeparatorChar));
        Assert.Equal(expected ?? "unknown", LibTorchVersion.Read(0, lib, packaged: false));
    }

    [Fact]
    public void The_root_folder_has_no_version() => Assert.Null(LibTorchVersion.FromFiles(Path.GetPathRoot(_files.Folder)!));

    [Fact]
    public void Tells_links_from_other_files()
    {
        Put("", ["first", "second"]);
        File.CreateSymbolicLink(_files["link"], _files["first"]);
        Assert.True(SameFile.Are(_files["first"], _files["first"]));
        Assert.True(SameFile.Are(_files["link"], _files["first"]));
        Assert.False(SameFile.Are(_files["link"], _files["second"]));
    }

    private static void Faulty(string named, string reason)
    {
        Assert.Null(LibTorchFolder.Resolve(named, out var fault));
        Assert.Equal(new BackendFault($"MULTIBOX_LIBTORCH='{named}': {reason}", Remedy), fault);
        Assert.Equal($"MULTIBOX_LIBTORCH='{named}': {reason}\n  To do: {Remedy}", fault!.Message);
    }

    private void Put(string folder, string[] names)
    {
        Directory.CreateDirectory(_files[folder]);
        foreach (var name in names) File.WriteAllText(Path.Combine(_files[folder], name), name);
    }
}
