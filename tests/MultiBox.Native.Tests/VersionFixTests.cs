using System.Buffers.Binary;
using System.Diagnostics;
using MultiBox.Native.Elf;

namespace MultiBox.Native.Tests;

public sealed class VersionFixTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Marks_the_version_weak_and_changes_nothing_else()
    {
        var builder = ElfBuilder.Sample();
        var library = builder.Build();
        var expected = builder.Build();
        expected[builder.FlagsOffset(1, 1)] = 2;
        Assert.Equal(VersionFixState.Fixable, VersionFix.Apply(library));
        Assert.Equal(expected, library);
    }

    [Fact]
    public void Keeps_the_other_flags()
    {
        var builder = ElfBuilder.Sample(flags: 0x0101);
        var library = builder.Build();
        Assert.Equal(VersionFixState.Fixable, VersionFix.Apply(library));
        Assert.Equal(0x0103, BinaryPrimitives.ReadUInt16LittleEndian(library.AsSpan(builder.FlagsOffset(1, 1))));
    }

    [Fact]
    public void A_second_time_changes_nothing()
    {
        var library = ElfBuilder.Sample().Build();
        VersionFix.Apply(library);
        var once = library.ToArray();
        Assert.Equal(VersionFixState.AlreadyWeak, VersionFix.Apply(library));
        Assert.Equal(once, library);
    }

    [Fact]
    public void Marks_the_version_for_each_library_that_is_asked_for_it()
    {
        var builder = ElfBuilder.Sample(flags: 2);
        builder.Libraries.Add(("libother.so", [("GLIBCXX_3.4.32", 9, 0)]));
        var library = builder.Build();
        Assert.Equal(VersionFixState.Fixable, VersionFix.Apply(library));
        Assert.Equal(2, library[builder.FlagsOffset(2, 0)]);
    }

    [Fact]
    public void Leaves_a_library_that_does_not_ask_for_the_version()
    {
        var builder = ElfBuilder.Sample();
        builder.Libraries.RemoveAt(1);
        Unchanged(VersionFixState.NotAsked, builder.Build());
    }

    [Fact]
    public void Leaves_a_library_without_versions_or_sections()
    {
        var builder = new ElfBuilder();
        Unchanged(VersionFixState.NotAsked, builder.Build());
        var library = builder.Build();
        BinaryPrimitives.WriteUInt64LittleEndian(library.AsSpan(40), 0);
        Unchanged(VersionFixState.NotAsked, library);
    }

    [Fact]
    public void Leaves_a_library_that_uses_a_symbol_of_the_version() => Unchanged(VersionFixState.Used, ElfBuilder.Sample(0, 1, 2).Build());

    [Fact]
    public void Relocations_of_other_symbols_do_not_matter() =>
        Assert.Equal(VersionFixState.Fixable, VersionFix.Inspect(ElfBuilder.Sample(0, 0, 1, 3, 4).Build()));

    [Fact]
    public void Relocations_without_addends_count_too()
    {
        var builder = ElfBuilder.Sample();
        builder.RelocatedSymbols.AddRange([2, 2]);
        var library = builder.Build();
        // Two entries of 24 bytes read as three of 16: the first of them names symbol 2 at the same place.
        BinaryPrimitives.WriteUInt32LittleEndian(library.AsSpan(builder.Headers + 64 * ElfBuilder.Relocations + 4), 9);
        Unchanged(VersionFixState.Used, library);
    }

    [Fact]
    public void Reads_the_versions_that_a_library_offers()
    {
        var builder = new ElfBuilder { Defined = { "libstdc++.so.6", "GLIBCXX_3.4", "GLIBCXX_3.4.32" } };
        Assert.Equal(builder.Defined, ElfFile.Parse(builder.Build()).DefinedVersions());
    }

    [SkippableFact]
    public void The_systems_library_offers_what_its_text_says()
    {
        var path = SystemLibrary.Find(VersionFix.CppLibrary);
        Skip.If(path is null, "this system has no libstdc++.so.6");
        var offered = ElfFile.Parse(File.ReadAllBytes(path)).DefinedVersions();
        Assert.Contains("GLIBCXX_3.4", offered);
        Assert.Equal(offered.Contains(VersionFix.Version), VersionFix.SystemOffersVersion());
    }

    [SkippableFact]
    public void The_packaged_library_is_fixable_and_two_bytes_suffice()
    {
        Skip.IfNot(File.Exists(TestFiles.PackagedLibrary), "the package has no library for this platform");
        var packaged = File.ReadAllBytes(TestFiles.PackagedLibrary);
        var library = packaged.ToArray();
        Assert.Equal(VersionFixState.Fixable, VersionFix.Apply(library));
        Assert.Equal(1, packaged.Zip(library).Count(pair => pair.First != pair.Second));
        Assert.Equal(VersionFixState.AlreadyWeak, VersionFix.Inspect(library));
    }

    [SkippableTheory]
    [InlineData("extern int marker(void);", VersionFixState.Fixable)]
    [InlineData("extern int marker(void); int use(void) { return marker(); }", VersionFixState.Used)]
    public void Agrees_with_a_real_linker(string source, object expected)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/gcc"), "there is no gcc");
        File.WriteAllText(_files["v.map"], "GLIBCXX_3.4.32 { global: marker; };");
        File.WriteAllText(_files["marker.c"], "int marker(void) { return 1; }");
        Gcc("marker.c", "-Wl,--version-script=v.map", "-Wl,-soname,libmarker.so", "-o", "libmarker.so");
        File.WriteAllText(_files["user.c"], source + " __asm__(\".globl marker\");");
        Gcc("user.c", "libmarker.so", "-Wl,--no-as-needed", "-o", "libuser.so");
        var library = File.ReadAllBytes(_files["libuser.so"]);
        Assert.Equal((VersionFixState)expected, VersionFix.Apply(library));
    }

    [Fact]
    public void Replaces_a_file_without_writing_to_what_it_is_linked_to()
    {
        File.WriteAllText(_files["cache"], "cached");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_files["cache"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(_files["library"], _files["cache"]);
        VersionFix.Write(_files["library"], [1, 2], like: _files["cache"]);
        Assert.Equal("cached", File.ReadAllText(_files["cache"]));
        Assert.Equal([1, 2], File.ReadAllBytes(_files["library"]));
        Assert.Null(File.ResolveLinkTarget(_files["library"], false));
        if (!OperatingSystem.IsWindows()) Assert.Equal(File.GetUnixFileMode(_files["cache"]), File.GetUnixFileMode(_files["library"]));
        Assert.Equal(2, Directory.GetFiles(_files.Folder).Length);
    }

    private static void Unchanged(VersionFixState expected, byte[] library)
    {
        var before = library.ToArray();
        Assert.Equal(expected, VersionFix.Apply(library));
        Assert.Equal(before, library);
    }

    private void Gcc(params string[] arguments)
    {
        var start = new ProcessStartInfo("gcc", ["-shared", "-fPIC", .. arguments]) { WorkingDirectory = _files.Folder };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
