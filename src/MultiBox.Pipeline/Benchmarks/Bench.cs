using System.Globalization;
using MultiBox.Abstractions;
using MultiBox.Pipeline.Benchmarks.Data;
using MultiBox.Pipeline.Benchmarks.Evaluation;
using MultiBox.Pipeline.Benchmarks.Gpu;
using MultiBox.Pipeline.Benchmarks.Infer;
using MultiBox.Pipeline.Benchmarks.Post;
using MultiBox.Pipeline.Benchmarks.Scaling;
using MultiBox.Pipeline.Benchmarks.Train;

namespace MultiBox.Pipeline.Benchmarks;

/// <summary>
/// Measures the speed of MultiBox's parts on this machine, beside other libraries where they are installed. Each part prints a
/// table and writes <c>artifacts/bench/PART.json</c>.
/// </summary>
public static class Bench
{
    // Below this share of a core, a single thread shared it with something else.
    private const double QuietShare = 0.9;

    private static readonly BenchPart[] _parts = [DataBench.Part, TrainBench.Part, InferBench.Part, PostBench.Part, EvalBench.Part, ScalingBench.Part, GpuBench.Part];

    /// <summary>The names of the parts, in the order in which they run.</summary>
    public static IReadOnlyList<string> PartNames { get; } = [.. _parts.Select(part => part.Name)];

    /// <summary>Runs the parts that the options name, all that this machine can when they name none.</summary>
    /// <param name="context">What the parts are given.</param>
    /// <exception cref="MultiBoxException">A part cannot be measured on the device that is asked for, or the pictures cannot be read.</exception>
    internal static void Run(BenchContext context)
    {
        var wanted = context.Options.BenchParts;
        var device = context.Options.Device;
        RefuseDevice(device, wanted);
        // Before the others have taken their minutes.
        if (wanted.Contains(GpuBench.Name)) GpuBench.DeviceOf(device);
        foreach (var part in _parts.Where(part => wanted.Count == 0 || wanted.Contains(part.Name)))
        {
            if (wanted.Count > 0 || part.Name != GpuBench.Name) Run(part, context);
            else if (IsProcessor(device)) context.Log.Line($"Bench: the part {GpuBench.Name} is left out, the processor is asked for.");
            else if (GpuBench.IsPossible()) Run(part, context);
            else context.Log.Line($"Bench: the part {GpuBench.Name} is left out, libtorch sees no CUDA device.");
        }
    }

    private static bool IsProcessor(string device) => device.Trim().Equals("cpu", StringComparison.OrdinalIgnoreCase);

    // The other parts compare with peers that compute on the processor.
    private static void RefuseDevice(string device, IReadOnlyList<string> wanted)
    {
        if (IsProcessor(device) || device.Trim().Equals("auto", StringComparison.OrdinalIgnoreCase)) return;
        var others = PartNames.Where(name => name != GpuBench.Name && (wanted.Count == 0 || wanted.Contains(name))).ToArray();
        if (others.Length == 0) return;
        throw new MultiBoxException(
            $"--device {device}: the {(others.Length == 1 ? "part" : "parts")} {string.Join(", ", others)} measure{(others.Length == 1 ? "s" : "")} the processor. " +
            $"Expected --only {GpuBench.Name} with it, or no --device.");
    }

    private static void Run(BenchPart part, BenchContext context)
    {
        var (options, log) = (context.Options, context.Log);
        var figures = Measure(part, context);
        var report = new BenchReport(
            BenchMachine.Read(options.RepositoryRoot) with { Device = figures.Device }, part.Name, figures.Input, figures.Peers, DateTimeOffset.UtcNow, figures.Rows);
        var folder = Path.Combine(options.ArtifactsFolder, "bench");
        var file = Path.Combine(folder, $"{part.Name}.json");
        report.Write(file);
        part.Show($"{part.Title}: {figures.Input}", report.Rows, log);
        WarnOfBusyMachine(report, log);
        log.Line($"Bench: figures of {part.Name} in {file}.");

        var acceptedFile = Path.Combine(folder, "accepted", $"{part.Name}.json");
        if (options.Accept)
        {
            report.Write(acceptedFile);
            log.Line($"Bench: accepted, in {acceptedFile}.");
        }
        else if (File.Exists(acceptedFile))
        {
            CompareWithAccepted(part, report, BenchReport.Read(acceptedFile), log);
        }
    }

    private static BenchFigures Measure(BenchPart part, BenchContext context)
    {
        try
        {
            return part.Measure(context);
        }
        catch (InvalidDataException fault) when (context.Options.Images.Count > 0)
        {
            throw new MultiBoxException($"--images: {fault.Message} Or leave it out.", fault);
        }
    }

    private static void CompareWithAccepted(BenchPart part, BenchReport report, BenchReport accepted, IRunLog log)
    {
        if (AcceptedFigures.WhyNotComparable(accepted, report) is { } reason)
        {
            log.Line($"Bench: not compared with the accepted figures of {part.Name}: {reason}. Accept these with --accept.");
            return;
        }

        var worse = AcceptedFigures.Worse(accepted, report);
        foreach (var line in worse) log.Warning($"Bench: worse than accepted: {line}");
        if (worse.Count == 0) log.Line($"Bench: nothing is worse than the accepted figures of {part.Name}.");
    }

    private static void WarnOfBusyMachine(BenchReport report, IRunLog log)
    {
        var shares = report.Rows.Where(row => row is { Threads: 1, CpuMedian: > 0 }).Select(row => row.Median / row.CpuMedian!.Value).ToArray();
        if (shares.Length == 0 || shares.Min() >= QuietShare) return;
        log.Warning(string.Create(
            CultureInfo.InvariantCulture,
            $"Bench: other programs were running: some workloads got {shares.Min():P0} of a core. Trust the figures by CPU time, or measure again on a quiet machine."));
    }
}
