using System.Runtime.Intrinsics.X86;
using MultiBox.Native.Elf;
using MultiBox.Native.Report;

namespace MultiBox.Native.Tests;

public sealed class SystemReportTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void This_machine_can_train_and_the_report_says_on_what()
    {
        var report = SystemReport.Collect(new SystemReportOptions { Folders = [("artifacts", _files["not/yet/there"])] });
        Assert.True(report.CanTrain, string.Join('\n', report.Lines));
        Assert.Equal(["System", "Processor", "Memory", "Disk", "Backend", "Devices"], report.Lines.Select(l => l.Section).Distinct());
        Assert.DoesNotContain(report.Lines, l => string.IsNullOrWhiteSpace(l.Value) || l.Name == "report");
        Assert.All(report.Lines, l => Assert.Equal(l.Status == ReportStatus.Ok, l.Remedy is null));
        Assert.Equal("2.10.0", Line(report, "libtorch").Value);
        Assert.Equal(NativeBackend.LoadedFrom, Line(report, "loaded from").Value);
        Assert.StartsWith("yes, with ", Line(report, "computes").Value, StringComparison.Ordinal);
        Assert.EndsWith($" free in {_files["not/yet/there"]}", Line(report, "artifacts").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_keeps_a_machine_from_training_and_a_warning_does_not()
    {
        var report = new SystemReport([new ReportLine("Data", "voc", "found")]);
        Assert.True(report.CanTrain);
        Assert.True(report.With([new ReportLine("Plugins", "vgg16", "old", ReportStatus.Warning, "build it")]).CanTrain);
        var worse = report.With([new ReportLine("Plugins", "vgg16", "none", ReportStatus.Error, "build it")]);
        Assert.False(worse.CanTrain);
        Assert.Equal(["Data", "Plugins"], worse.Lines.Select(l => l.Section));
    }

    [Fact]
    public void A_section_that_fails_keeps_what_it_found()
    {
        static IEnumerable<ReportLine> Failing()
        {
            yield return new ReportLine("Memory", "total", "8.0 GiB");
            throw new InvalidOperationException("no such counter");
        }

        Assert.Equal(
            [
                new ReportLine("Memory", "total", "8.0 GiB"),
                new ReportLine("Memory", "report", "incomplete: no such counter", ReportStatus.Warning, "this is a fault of the report; training may work."),
            ],
            SystemReport.Section("Memory", Failing));
    }

    [Fact]
    public void Little_memory_and_little_disk_are_warned_of()
    {
        var wanting = new SystemReportOptions { LeastMemory = 1L << 60, LeastFreeDisk = 1L << 60, Folders = [("data", _files.Folder)] };
        Assert.Equal(ReportStatus.Warning, MemorySection.Lines(wanting).First().Status);
        var disk = DiskSection.Lines(wanting).Single();
        Assert.Equal((ReportStatus.Warning, "make room, or choose another folder: at least 1073741824.0 GiB are wanted."), (disk.Status, disk.Remedy));
        Assert.Equal(ReportStatus.Ok, DiskSection.Lines(wanting with { LeastFreeDisk = 1 }).Single().Status);
    }

    [Fact]
    public void A_folder_that_is_no_path_is_warned_of() =>
        Assert.Equal(ReportStatus.Warning, DiskSection.Lines(new SystemReportOptions { Folders = [("data", "a\0b")] }).Single().Status);

    [Theory]
    [InlineData("max", 8192, 4096)]
    [InlineData("9000000", 8192, 4096)] // more than the machine has
    [InlineData("6291456", 6144, 4096)] // 6 MiB, 1 MiB used: 5 MiB left, but the machine has 4
    [InlineData("3145728", 3072, 2048)] // 3 MiB, 1 MiB used
    [InlineData("524288", 512, 0)] // used more than the limit
    public void The_memory_is_the_containers_where_that_has_less(string limit, long total, long available)
    {
        File.WriteAllText(_files["memory.max"], limit + "\n");
        File.WriteAllText(_files["memory.current"], "1048576\n");
        string[] info = ["MemTotal:        8192 kB", "MemFree:           12 kB", "MemAvailable:    4096 kB"];
        Assert.Equal((total * 1024, available * 1024), MemorySection.Read(info, _files.Folder));
    }

    [Fact]
    public void The_memory_is_known_without_Linuxs_files()
    {
        var (total, available) = MemorySection.Read([], _files.Folder);
        Assert.InRange(total, 1L << 20, long.MaxValue);
        Assert.InRange(available, 0, total);
    }

    [Fact]
    public void Vector_instructions_are_read_from_the_processors_flags()
    {
        var features = ProcessorSection.Features(["model name\t: X", "flags\t\t: fpu avx2 avx512_bf16 avx512_vnni amx_tile"]).ToArray();
        Assert.Equal(Avx2.IsSupported, features.Contains("AVX2"));
        Assert.Equal(["AVX512-BF16", "AVX512-VNNI", "AMX"], features.TakeLast(3));
        Assert.Equal(["BF16", "I8MM", "SVE"], ProcessorSection.Features(["Features\t: asimd sve i8mm bf16"]).TakeLast(3));
    }

    [Theory]
    [InlineData("2.10.0", ReportStatus.Ok, "2.10.0")]
    [InlineData("2.10.0+cu128", ReportStatus.Ok, "2.10.0+cu128")]
    [InlineData("2.9.1", ReportStatus.Warning, "2.9.1, expected 2.10.0")]
    [InlineData("unknown", ReportStatus.Warning, "unknown, expected 2.10.0")]
    public void Another_version_is_warned_of(string found, ReportStatus status, string value)
    {
        var line = BackendSection.VersionLine(found, "2.10.0");
        Assert.Equal((status, value), (line.Status, line.Value));
    }

    [Theory]
    [InlineData("NotAsked", false, ReportStatus.Ok, "not needed: the library does not ask for GLIBCXX_3.4.32")]
    [InlineData("AlreadyWeak", false, ReportStatus.Ok, "needed and applied")]
    [InlineData("AlreadyWeak", true, ReportStatus.Ok, "applied, not needed here")]
    [InlineData("Fixable", true, ReportStatus.Ok, "not needed: libstdc++.so.6 has GLIBCXX_3.4.32")]
    [InlineData("Fixable", null, ReportStatus.Warning, "unknown: there is no libstdc++.so.6")]
    [InlineData("Fixable", false, ReportStatus.Error, "needed, not applied: libstdc++.so.6 lacks GLIBCXX_3.4.32")]
    [InlineData("Used", false, ReportStatus.Error, "not possible: the library uses a symbol of GLIBCXX_3.4.32, which libstdc++.so.6 lacks")]
    public void The_report_says_how_the_fix_stands(string state, bool? offered, ReportStatus status, string value)
    {
        var line = BackendSection.FixLine(Enum.Parse<VersionFixState>(state), offered);
        Assert.Equal((status, value), (line.Status, line.Value));
    }

    [Fact]
    public void CUDA_devices_are_listed_with_their_memory()
    {
        var cards = DeviceSection.Cards("NVIDIA H200, 143771, 143000\nNVIDIA GeForce RTX 3060, 12288, 512\n");
        Assert.Equal(["NVIDIA H200, 140.4 GiB, 139.6 GiB free", "NVIDIA GeForce RTX 3060, 12.0 GiB, 512 MiB free"], cards);
        Assert.Equal([("cuda:0", cards[0]), ("cuda:1", cards[1])], Devices(2, cards, hasCuda: true).Select(l => (l.Name, l.Value)));
    }

    [Fact]
    public void A_hidden_card_leaves_the_names_open()
    {
        var line = Devices(1, ["a", "b"], hasCuda: true).Single();
        Assert.Equal(("cuda:0", "available", ReportStatus.Ok), (line.Name, line.Value, line.Status));
    }

    [Theory]
    [InlineData(false, false, "none", ReportStatus.Ok)]
    [InlineData(false, true, "none; libtorch has CUDA, but there is no driver that tells of a card", ReportStatus.Warning)]
    [InlineData(true, false, "libtorch is a build for the processor, the driver sees NVIDIA H200", ReportStatus.Warning)]
    public void Where_libtorch_sees_no_card_it_is_said_whose_fault_it_is(bool card, bool hasCuda, string value, ReportStatus status)
    {
        var line = Devices(0, card ? ["NVIDIA H200"] : [], hasCuda).Single();
        Assert.Equal((value, status), (line.Value, line.Status));
    }

    [Fact]
    public void A_driver_that_is_too_old_for_libtorch_is_told_of()
    {
        var line = Devices(0, ["NVIDIA H200"], hasCuda: true, new Version(12, 4)).Single();
        Assert.EndsWith(" sees none, the driver (up to CUDA 12.4) sees NVIDIA H200", line.Value, StringComparison.Ordinal);
        Assert.Contains("update it, or take a PyTorch for an older CUDA", line.Remedy, StringComparison.Ordinal);
        Assert.EndsWith(" sees none, the driver (up to CUDA 11.8) sees a card", Devices(0, [], hasCuda: true, new Version(11, 8)).Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_does_not_compute_is_an_error()
    {
        var lines = DeviceSection.Cuda(2, ["a", "b"], hasCuda: true, null, index => index == 1 ? "CUDA error: no kernel image" : null).ToArray();
        Assert.Equal([("a", ReportStatus.Ok), ("b; does not compute: CUDA error: no kernel image", ReportStatus.Error)], lines.Select(l => (l.Value, l.Status)));
    }

    private static IEnumerable<ReportLine> Devices(int count, IReadOnlyList<string> cards, bool hasCuda, Version? driver = null) =>
        DeviceSection.Cuda(count, cards, hasCuda, driver, _ => null);

    [Fact]
    public void What_the_driver_says_otherwise_is_shown_as_it_is()
    {
        Assert.Equal(["NVIDIA A100, [N/A], [N/A]"], DeviceSection.Cards("NVIDIA A100, [N/A], [N/A]"));
        Assert.Empty(DeviceSection.Cards(null));
    }

    [Fact]
    public void A_program_that_is_absent_or_fails_says_nothing()
    {
        Assert.Null(OtherProgram.Ask("no-such-program-anywhere"));
        Assert.Null(OtherProgram.Ask("dotnet", "no-such-command-anywhere"));
    }

    private static ReportLine Line(SystemReport report, string name) => report.Lines.Single(l => l.Name == name);
}
