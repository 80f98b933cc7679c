using MultiBox.Abstractions;
using MultiBox.Native;
using MultiBox.Native.Report;
using TorchSharp;

// A process of its own for each way of loading libtorch: a process loads it once. Prints what the tests compare.
if (args.Contains("report"))
{
    var report = SystemReport.Collect(new SystemReportOptions());
    foreach (var line in report.Lines.Where(l => l.Status != ReportStatus.Ok)) Console.WriteLine($"{line.Status} {line.Section} {line.Name}: {line.Value}");
    return report.CanTrain ? 0 : MultiBoxException.ExitCode;
}

try
{
    if (args.Contains("too-late")) _ = torch.ones(1);
    NativeBackend.Load();
    NativeBackend.Load();
}
catch (Exception e) when (e is MultiBoxException or InvalidOperationException)
{
    Console.Error.WriteLine($"{e.GetType().Name}: {e.Message}");
    return MultiBoxException.ExitCode;
}

Console.WriteLine($"sum {torch.ones(3).sum().item<float>()}");
Console.WriteLine($"cuda {torch.cuda.is_available()}");
Console.WriteLine($"from {NativeBackend.LoadedFrom}");
Console.WriteLine($"version {NativeBackend.Version}");
Console.WriteLine($"warning {NativeBackend.Warning ?? "none"}");
return 0;
