using System.Runtime.InteropServices;
using MultiBox.Abstractions;
using MultiBox.Native;
using MultiBox.Pipeline.Benchmarks.Data;
using MultiBox.Pipeline.Benchmarks.Infer;
using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.Pipeline.Benchmarks.Scaling;
using MultiBox.Pipeline.Benchmarks.Train;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Benchmarks.Gpu;

/// <summary>
/// The part <c>gpu</c>: inference and training on a CUDA device in batches, beside PyTorch with the same network on the same device, and
/// where the time of a training step goes. What cannot be measured, for want of memory mostly, is left out with a warning.
/// </summary>
internal static class GpuBench
{
    /// <summary>What <c>--only</c> calls it.</summary>
    public const string Name = "gpu";

    // Nobody else uses such a device, and its time is dear.
    private const int MostRounds = 5;
    private const int LoadedRounds = 3;

    // A second or so: the first batch of each round is waited for.
    private const int LoadedImages = 1280;

    private static readonly int[] _batches = [32, 128];

    // The first round includes the loading of CUDA's libraries and cuDNN's trials.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(4);

    /// <summary>The part.</summary>
    public static BenchPart Part { get; } = new(Name, "CUDA device", context => Measure(context, DeviceOf(context.Options.Device))) { Show = Show };

    /// <summary>Whether the part can be measured here.</summary>
    public static bool IsPossible()
    {
        NativeBackend.Load();
        return cuda.is_available();
    }

    /// <summary>Waits until a device has done what it was given.</summary>
    /// <param name="device">The device; a processor has always done it.</param>
    public static void Synchronize(Device device)
    {
        if (device.type == DeviceType.CUDA) cuda.synchronize(device);
    }

    /// <summary>Measures on a device.</summary>
    /// <param name="context">What the parts are given.</param>
    /// <param name="device">The device.</param>
    public static BenchFigures Measure(BenchContext context, Device device)
    {
        var pace = context.Pace with { Rounds = Math.Min(MostRounds, context.Pace.Rounds), PeerPatience = _patience };
        var work = new Work(context with { Pace = pace }, device, [.. _batches.Select(batch => Math.Min(batch, pace.LargestBatch)).Distinct()], get_num_threads());
        // The quickest first, so that one which runs out of memory or patience takes fewer with it.
        IReadOnlyList<BenchPrecision> precisions = device.type == DeviceType.CUDA ? [.. BenchPrecision.OnCuda(DeviceAbilities.CudaCapability(Math.Max(0, device.index))).Reverse()] : [BenchPrecision.Fp32];
        if (!CudaSettings.TuneCudnn(device) && device.type == DeviceType.CUDA) context.Log.Warning("Bench: this libtorch does not let cuDNN time its algorithms, PyTorch's does.");
        using var pictures = PictureSet.Of(context);
        var rows = new List<BenchRow>();
        var versions = new SortedDictionary<string, string>();
        Func<BenchContext, BenchFolder, BenchNetwork>[] networks = [(given, folder) => BenchNetworks.ResNet50(given, folder), BenchNetworks.Vgg16];
        context.Log.WithProgress(report =>
        {
            foreach (var (done, load) in networks.Index())
            {
                using var folder = new BenchFolder();
                using var network = load(context, folder);
                network.Model.MoveTo(device);
                report(network.Name, (double)done / networks.Length);
                // Larger batches last: a peer that runs out of memory is out for the rest of its kind.
                (int Batch, BenchPrecision Precision)[] cases = [.. work.Batches.SelectMany(_ => precisions, (batch, precision) => (batch, precision))];
                rows.AddRange(work.Beside(network, folder, [.. cases.Select(item => Inference(network, item.Batch, item.Precision))], versions));
                rows.AddRange(work.Beside(network, folder, [.. cases.Select(item => Training(network, item.Batch, item.Precision, context.Cancellation))], versions));
                foreach (var (batch, precision) in cases.Where(item => item.Batch == work.Batches[0] || item.Precision == precisions[0]))
                {
                    rows.AddRange(work.Try(StepSplit.Stem(network.Name, precision, batch), precision, () =>
                    {
                        using var split = new StepSplit(network, pictures.Records, batch, precision, Math.Min(LoadedImages, pace.LoadedImages) / batch);
                        return split.Measure(Math.Min(LoadedRounds, pace.Rounds), context.Cancellation);
                    }));
                }
            }
        });
        if (rows.Count == 0) throw new MultiBoxException($"Bench: nothing could be measured on {device}. The warnings above say why.");
        return new BenchFigures($"random images in pinned memory, and from files: {pictures.Description}; SGD with momentum", versions, rows) { Device = DeviceName(device) };
    }

    /// <summary>The device that is measured.</summary>
    /// <param name="asked">What was asked for.</param>
    /// <exception cref="MultiBoxException">There is no such CUDA device.</exception>
    public static Device DeviceOf(string asked) => asked.Trim().ToLowerInvariant() switch
    {
        "auto" => DeviceSelector.Parse("cuda"),
        "cpu" => throw new MultiBoxException($"--device cpu: the part {Name} measures a CUDA device. Leave --device out, or the part."),
        _ => DeviceSelector.Parse(asked),
    };

    private static string DeviceName(Device device) =>
        device.type == DeviceType.CUDA ? DeviceAbilities.CudaName(Math.Max(0, device.index)) ?? $"{device}" : $"{device}";

    private static Case Inference(BenchNetwork network, int batch, BenchPrecision precision)
    {
        var name = $"{network.Name}-infer-{precision.Name}-batch{batch}";
        return new Case(
            name, precision, InferWorkload.Manifest(name, network, batch, precision.Name),
            (all, threads) => all.Add(all.Own(new GpuInferWorkload(name, network, batch, precision)).Timed(threads)));
    }

    private static Case Training(BenchNetwork network, int batch, BenchPrecision precision, CancellationToken cancellation)
    {
        var name = $"{network.Name}-train-{precision.Name}-batch{batch}";
        return new Case(
            name, precision, TrainWorkload.Manifest(name, network, batch, precision.Name),
            (all, threads) => all.Add(all.Own(new TrainWorkload(name, network, batch, precision, cancellation)).Timed(threads, hasPeers: true)));
    }

    private static void Show(string heading, IReadOnlyList<BenchRow> rows, IRunLog log)
    {
        BenchTable.Show(heading, [.. rows.Where(row => row.Unit == BenchUnit.ImagesPerSecond.Name)], log);
        SplitTable.Show(rows, log);
    }

    private sealed record Case(string Name, BenchPrecision Precision, object Manifest, Action<OwnedWorkloads, int> Prepare);

    private sealed record Work(BenchContext Context, Device Device, IReadOnlyList<int> Batches, int Threads)
    {
        // A process of PyTorch's for each kind: what it keeps of the device's memory goes with it.
        public BenchRow[] Beside(BenchNetwork network, BenchFolder folder, IReadOnlyList<Case> cases, SortedDictionary<string, string> versions)
        {
            var manifest = folder["manifest.json"];
            NetworkManifest.Write(manifest, [network], cases.Select(item => item.Manifest), Threads, $"{Device}");
            using var peers = Context.StartPeers([NetworkManifest.Torch("pytorch", Context.PeerScripts, manifest, Threads, [.. cases.Select(item => item.Name)])]);
            var rows = cases.SelectMany(item => Try(item.Name, item.Precision, () =>
            {
                using var workloads = new OwnedWorkloads();
                item.Prepare(workloads, Threads);
                return [.. workloads.All.SelectMany(workload => InterleavedRounds.Measure(workload, peers, Context.Pace, Context.Cancellation))];
            })).ToArray();
            foreach (var (name, version) in peers.Versions) versions[name] = version;
            return rows;
        }

        public IReadOnlyList<BenchRow> Try(string name, BenchPrecision precision, Func<IReadOnlyList<BenchRow>> measure)
        {
            CudaSettings.Apply(Device, precision.Tf32);
            try
            {
                return measure();
            }
            catch (Exception fault) when (fault is ExternalException or MultiBoxException)
            {
                // Want of memory has more faces than one, cuDNN's among them, and what was measured before is not to be lost.
                Context.Log.Warning($"Bench: {name} is left out: {fault.Message.Split('\n')[0]}");
                return [];
            }
        }
    }
}
