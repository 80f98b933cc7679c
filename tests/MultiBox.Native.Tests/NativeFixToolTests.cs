using MultiBox.Native.Elf;

namespace MultiBox.Native.Tests;

/// <summary>The tool as the build runs it, in a process of its own.</summary>
public sealed class NativeFixToolTests : IDisposable
{
    private readonly TestFiles _files = new();

    public NativeFixToolTests() => Skip.IfNot(OperatingSystem.IsLinux(), "the build needs the tool on Linux only");

    public void Dispose() => _files.Dispose();

    [SkippableFact]
    public void Replaces_a_library()
    {
        File.WriteAllBytes(_files["lib.so"], ElfBuilder.Sample().Build());
        var result = TestFiles.Run(TestFiles.NativeFixTool, ["--always", _files["lib.so"]]);
        Assert.Equal((0, $"{_files["lib.so"]}: marked GLIBCXX_3.4.32 weak.", ""), result);
        Assert.Equal(VersionFixState.AlreadyWeak, VersionFix.Inspect(File.ReadAllBytes(_files["lib.so"])));

        result = TestFiles.Run(TestFiles.NativeFixTool, ["--always", _files["lib.so"]]);
        Assert.Equal((0, $"{_files["lib.so"]}: unchanged: GLIBCXX_3.4.32 is weak already.", ""), result);
    }

    [SkippableFact]
    public void Fixes_only_where_this_system_lacks_the_version()
    {
        var offered = VersionFix.SystemOffersVersion();
        Skip.If(offered is null, "this system has no libstdc++.so.6");
        File.WriteAllBytes(_files["lib.so"], ElfBuilder.Sample().Build());
        var (exit, _, _) = TestFiles.Run(TestFiles.NativeFixTool, [_files["lib.so"], _files["out.so"]]);
        Assert.Equal(0, exit);
        Assert.Equal(VersionFixState.Fixable, VersionFix.Inspect(File.ReadAllBytes(_files["lib.so"])));
        var expected = offered == true ? VersionFixState.Fixable : VersionFixState.AlreadyWeak;
        Assert.Equal(expected, VersionFix.Inspect(File.ReadAllBytes(_files["out.so"])));
    }

    [SkippableFact]
    public void Says_what_is_wrong_with_a_library_and_leaves_it()
    {
        File.WriteAllText(_files["lib.so"], "no library");
        var result = TestFiles.Run(TestFiles.NativeFixTool, ["--always", _files["lib.so"], _files["out.so"]]);
        Assert.Equal((1, "", $"NativeFix: error : {_files["lib.so"]}: It is no ELF file."), result);
        Assert.False(File.Exists(_files["out.so"]));
    }

    [SkippableFact]
    public void Says_that_a_file_is_missing()
    {
        var (exit, output, errors) = TestFiles.Run(TestFiles.NativeFixTool, [_files["none.so"]]);
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith($"NativeFix: error : {_files["none.so"]}: Could not find file", errors, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData]
    [InlineData("a", "b", "c")]
    [InlineData("--help")]
    public void Shows_its_usage(params string[] arguments)
    {
        var (exit, output, errors) = TestFiles.Run(TestFiles.NativeFixTool, arguments);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains("NativeFix [--always] FILE [OUTPUT]", errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_build_has_fixed_the_library_that_these_tests_run_with_but_not_the_packages()
    {
        Skip.IfNot(File.Exists(TestFiles.PackagedLibrary), "the package has no library for this platform");
        Skip.IfNot(VersionFix.SystemOffersVersion() == false, "this system needs no fix");
        Assert.Equal(VersionFixState.AlreadyWeak, VersionFix.Inspect(File.ReadAllBytes(Path.Combine(TestFiles.OutputFolder, "libLibTorchSharp.so"))));
        Assert.Equal(VersionFixState.Fixable, VersionFix.Inspect(File.ReadAllBytes(TestFiles.PackagedLibrary)));
    }
}
