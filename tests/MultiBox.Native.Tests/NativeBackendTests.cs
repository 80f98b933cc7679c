using System.Diagnostics;

namespace MultiBox.Native.Tests;

/// <summary>Each way of loading libtorch runs in a process of its own, for a process loads it once.</summary>
public sealed class NativeBackendTests : IDisposable
{
    private readonly TestFiles _files = new();

    private static string Probe => Path.Combine(AppContext.BaseDirectory, "TorchProbe.dll");

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Takes_the_programs_own_libtorch_by_default()
    {
        var (exit, output, errors) = TestFiles.Run(Probe, []);
        Assert.Equal(("", 0), (errors, exit));
        Assert.Equal(Expected(TestFiles.OutputFolder), output, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void An_empty_variable_is_as_good_as_none()
    {
        var (exit, output, _) = TestFiles.Run(Probe, [], libTorch: "");
        Assert.Equal(0, exit);
        Assert.Contains($"from {TestFiles.OutputFolder}", output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("site-packages/torch/lib")]
    [InlineData("site-packages/torch")]
    [InlineData("site-packages")]
    public void Takes_a_named_libtorch_from_its_folder_or_one_above(string named)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "links to libraries are made as on Linux");
        var lib = LinkLibraries("site-packages/torch/lib");
        File.WriteAllText(_files["site-packages/torch/version.py"], "from typing import Optional\n__version__ = '2.10.0+mine'\n");
        var (exit, output, errors) = TestFiles.Run(Probe, [], libTorch: _files[named]);
        Assert.Equal(("", 0), (errors, exit));
        Assert.Equal(Expected(lib).Replace("version 2.10.0", "version 2.10.0+mine", StringComparison.Ordinal), output);
    }

    [SkippableFact]
    public void Takes_hard_links_to_the_programs_own_libtorch_for_the_same()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the libraries are named as on Linux");
        // Hard links need one file system: beside the tests, not in the system's temporary folder.
        var lib = Directory.CreateDirectory(Path.Combine(TestFiles.OutputFolder, $"links-{Guid.NewGuid():N}")).FullName;
        try
        {
            using var link = Process.Start("ln", [.. Libraries(), lib]);
            link.WaitForExit();
            var (exit, output, errors) = TestFiles.Run(Probe, [], libTorch: lib);
            Assert.Equal(("", 0), (errors, exit));
            Assert.Equal(Expected(lib), output);
        }
        finally
        {
            Directory.Delete(lib, recursive: true);
        }
    }

    [SkippableFact]
    public void Refuses_a_second_libtorch_beside_the_programs_own()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the libraries are named as on Linux");
        var lib = Directory.CreateDirectory(_files["lib"]).FullName;
        foreach (var name in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" }) File.WriteAllText(Path.Combine(lib, name), "another file");
        var (exit, output, errors) = TestFiles.Run(Probe, [], libTorch: lib);
        Assert.Equal((1, ""), (exit, output));
        Assert.Equal($"""
            MultiBoxException: MULTIBOX_LIBTORCH='{lib}': this program has a libtorch of its own, {TestFiles.OutputFolder}/libtorch_cpu.so; a process can hold one only.
              To do: build with -p:Accelerator=none, which leaves libtorch out, or unset MULTIBOX_LIBTORCH.
            """, errors, ignoreLineEndingDifferences: true);
    }

    [SkippableFact]
    public void A_program_without_a_libtorch_of_its_own_runs_with_a_named_one_and_says_what_it_lacks_without()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "links to libraries are made as on Linux");
        var lib = LinkLibraries("lib");
        var probe = ProbeWithoutLibTorch();
        var program = Path.GetDirectoryName(probe);

        var (exit, output, errors) = TestFiles.Run(probe, [], libTorch: lib);
        Assert.Equal(("", 0), (errors, exit));
        Assert.Equal(Expected(lib), output);

        (exit, output, errors) = TestFiles.Run(probe, []);
        Assert.Equal((1, ""), (exit, output));
        Assert.Equal($"""
            MultiBoxException: {program}/libLibTorchSharp.so cannot be loaded: libtorch.so: cannot open shared object file: No such file or directory
              Found: MULTIBOX_LIBTORCH is not set; TorchSharp is built for libtorch 2.10.0.
              To do: build with -p:Accelerator=cpu (or cuda), which brings libtorch along, or set MULTIBOX_LIBTORCH to the folder of a libtorch or PyTorch 2.10.0: that version is the exact match.
            """, errors, ignoreLineEndingDifferences: true);

        (exit, output, _) = TestFiles.Run(probe, ["report"]);
        Assert.Equal(1, exit);
        Assert.Contains($"Error Backend libtorch: {program}/libLibTorchSharp.so cannot be loaded: libtorch.so:", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_the_folder_is_missing()
    {
        var (exit, output, errors) = TestFiles.Run(Probe, [], libTorch: "/no/such/folder");
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith("MultiBoxException: MULTIBOX_LIBTORCH='/no/such/folder': there is no such folder.", errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Says_why_a_library_cannot_be_loaded()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the loader's message is that of Linux");
        var lib = LinkLibraries("torch/lib");
        File.Delete(Path.Combine(lib, "libtorch_cpu.so"));
        File.WriteAllText(Path.Combine(lib, "libtorch_cpu.so"), "no library");
        File.WriteAllText(_files["torch/version.py"], "__version__ = '2.9.1'\n");
        var (exit, output, errors) = TestFiles.Run(ProbeWithoutLibTorch(), [], libTorch: lib);
        Assert.Equal((1, ""), (exit, output));
        Assert.Equal($"""
            MultiBoxException: {lib}/libtorch_cpu.so cannot be loaded: {lib}/libtorch_cpu.so: file too short
              Found: libtorch 2.9.1, expected 2.10.0.
              To do: set MULTIBOX_LIBTORCH to a libtorch or PyTorch 2.10.0 for this platform: that version is the exact match, others may not load. A library that is named as missing must be on the loader's path.
            """, errors, ignoreLineEndingDifferences: true);
    }

    [SkippableFact]
    public void Says_which_symbol_a_libtorch_of_another_version_lacks()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/gcc"), "there is no gcc");
        var lib = Directory.CreateDirectory(_files["torch/lib"]).FullName;
        File.WriteAllText(_files["torch/version.py"], "__version__ = '2.9.1'\n");
        File.WriteAllText(_files["empty.c"], "int nothing_of_libtorch;");
        foreach (var name in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
        {
            using var gcc = Process.Start("gcc", ["-shared", "-fPIC", _files["empty.c"], $"-Wl,-soname,{name}", "-o", Path.Combine(lib, name)]);
            gcc.WaitForExit();
        }

        var (exit, output, errors) = TestFiles.Run(ProbeWithoutLibTorch(), [], libTorch: lib);
        Assert.Equal((1, ""), (exit, output));
        Assert.Matches("^MultiBoxException: .*libLibTorchSharp.so cannot be loaded: .*: undefined symbol: ", errors);
        Assert.Contains($"\n  Found: libtorch 2.9.1, taken from {lib}; TorchSharp is built for libtorch 2.10.0.", errors, StringComparison.Ordinal);

        (exit, output, _) = TestFiles.Run(Path.Combine(_files["program"], "TorchProbe.dll"), ["report"], libTorch: lib);
        Assert.Equal(1, exit);
        Assert.StartsWith("Error Backend libtorch: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("incomplete", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Finds_a_symbol_that_would_end_the_process_when_called()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/gcc"), "there is no gcc");
        File.WriteAllText(_files["a.c"], "extern int nowhere(void); int call(void) { return nowhere(); }");
        using var gcc = Process.Start("gcc", ["-shared", "-fPIC", "-Wl,-z,lazy", _files["a.c"], "-o", _files["liba.so"]]);
        gcc.WaitForExit();
        Assert.Equal($"{_files["liba.so"]}: undefined symbol: nowhere", NativeLibraries.MissingSymbol(_files["liba.so"]));
        Assert.NotEqual(0, NativeLibraries.Load(_files["liba.so"], out _));
    }

    [SkippableFact]
    public void Refuses_to_come_after_TorchSharp()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells which libraries are loaded");
        var (exit, output, errors) = TestFiles.Run(Probe, ["too-late"], libTorch: LinkLibraries("lib"));
        Assert.Equal((1, ""), (exit, output));
        Assert.Equal($"InvalidOperationException: libtorch is loaded already, from {TestFiles.OutputFolder}: " +
            "NativeBackend.Load must come before the first use of TorchSharp.", errors);
    }

    [Fact]
    public void The_expected_version_is_that_of_TorchSharp()
    {
        Assert.Equal("2.10.0", NativeBackend.ExpectedVersion);
        Assert.StartsWith(NativeBackend.ExpectedVersion + ".", TorchSharp.torch.__version__, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Allocator_tuning_is_taken_on_glibc_and_skipped_elsewhere()
    {
        Skip.If(OperatingSystem.IsLinux() && !Directory.EnumerateFiles("/lib64", "ld-linux*").Any(), "another C library");
        Assert.Equal(OperatingSystem.IsLinux(), AllocatorTuning.Apply());
        Assert.Equal(OperatingSystem.IsLinux(), AllocatorTuning.Apply());
    }

    // As a build with Accelerator=none leaves it.
    private string ProbeWithoutLibTorch()
    {
        var program = Directory.CreateDirectory(_files["program"]).FullName;
        var own = Directory.EnumerateFiles(TestFiles.OutputFolder, "*.dll").Concat(Directory.EnumerateFiles(TestFiles.OutputFolder, "TorchProbe.*"));
        foreach (var file in own.Append(Path.Combine(TestFiles.OutputFolder, "libLibTorchSharp.so")).Distinct())
            File.Copy(file, Path.Combine(program, Path.GetFileName(file)));
        return Path.Combine(program, "TorchProbe.dll");
    }

    private static string Expected(string folder) => $"sum 3\ncuda False\nfrom {folder}\nversion 2.10.0\nwarning none";

    private static IEnumerable<string> Libraries() => Directory.EnumerateFiles(TestFiles.OutputFolder, "*.so*")
        .Where(file => Path.GetFileName(file) is "libc10.so" or "libtorch.so" or "libtorch_cpu.so" || Path.GetFileName(file).StartsWith("libgomp", StringComparison.Ordinal));

    private string LinkLibraries(string folder)
    {
        var full = Directory.CreateDirectory(_files[folder]).FullName;
        foreach (var file in Libraries()) File.CreateSymbolicLink(Path.Combine(full, Path.GetFileName(file)), file);
        return full;
    }
}
