using System.Globalization;
using MultiBox.Data;
using MultiBox.Pipeline.Benchmarks.Data;
using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.Pipeline.Benchmarks.Train;
using MultiBox.Pipeline.Training;
using TorchSharp;

namespace MultiBox.Pipeline.Benchmarks.Gpu;

/// <summary>
/// Training as <c>--target Train</c> does it, from files on: the loader decodes and augments on all cores beside it. Gives images in a second,
/// and where the time of a step goes.
/// </summary>
internal sealed class StepSplit : IDisposable
{
    private readonly string _name;
    private readonly int _steps;
    private readonly int _threads;
    private readonly BatchLoader _loader;
    private readonly StepClock _clock;
    private readonly BenchTraining _training;
    private readonly Trainer _free;
    private readonly Trainer _clocked;
    private int _epoch;

    /// <summary>Prepares.</summary>
    /// <param name="network">The network, which stays its owner's; it is trained in place.</param>
    /// <param name="pictures">The files, repeated as often as steps need them.</param>
    /// <param name="batch">The images of a step.</param>
    /// <param name="precision">What convolutions compute in.</param>
    /// <param name="steps">The steps of a round.</param>
    public StepSplit(BenchNetwork network, IReadOnlyList<ImageRecord> pictures, int batch, BenchPrecision precision, int steps)
    {
        (_name, _steps, _threads) = (Stem(network.Name, precision, batch), steps, Environment.ProcessorCount);
        var (model, settings) = (network.Model, new DataBenchSettings());
        _loader = new BatchLoader([.. Enumerable.Range(0, steps * batch).Select(i => pictures[i % pictures.Count])], new BatchLoaderOptions
        {
            InputSize = model.InputSize,
            BatchSize = batch,
            // Random weights stay finite with numbers of about 1, which not all networks ask for.
            Normalization = settings.Normalization,
            Seed = settings.Seed,
            Augmentation = settings.Augmentation,
            Shuffle = true,
            DropLast = true,
            Workers = _threads,
            PinMemory = model.Device.type == DeviceType.CUDA,
        });
        _clock = new StepClock(() => GpuBench.Synchronize(model.Device));
        _training = new BenchTraining(network);
        _free = _training.Trainer(steps, precision, Epoch);
        _clocked = _training.Trainer(steps, precision, Epoch, _clock);
    }

    /// <summary>What the names of a step's rows begin with.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="precision">What convolutions compute in.</param>
    /// <param name="batch">The images of a step.</param>
    public static string Stem(string network, BenchPrecision precision, int batch) =>
        string.Create(CultureInfo.InvariantCulture, $"{network}-loaded-{precision.Name}-batch{batch}");

    /// <summary>The name of a phase's row.</summary>
    /// <param name="stem">See <see cref="Stem"/>.</param>
    /// <param name="phase">The phase.</param>
    public static string Row(string stem, StepPhase phase) => $"{stem}-{phase.ToString().ToLowerInvariant()}";

    /// <summary>Measures: a round without the clock, one with it, and a first one that does not count.</summary>
    /// <param name="rounds">How often the round without the clock is repeated.</param>
    /// <param name="cancellation">Stops after a step.</param>
    /// <returns>A row of images in a second, and one of milliseconds for each phase.</returns>
    public IReadOnlyList<BenchRow> Measure(int rounds, CancellationToken cancellation)
    {
        var epoch = Workload.Timed(
            _name,
            _ =>
            {
                _free.Run(default, cancellation);
                return _steps * _loader.Options.BatchSize;
            },
            _threads);
        epoch.Round(TimeSpan.Zero, cancellation);
        var speed = SampleSummary.Of([.. Enumerable.Range(0, rounds).Select(_ => epoch.Round(TimeSpan.Zero, cancellation))]);
        _clock.Clear();
        _clocked.Run(default, cancellation);
        return [BenchRow.Of(epoch, speed), .. StepClock.Phases.Select(Phase)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _free.Dispose();
        _clocked.Dispose();
        _training.Dispose();
        _loader.Dispose();
    }

    private BenchRow Phase(StepPhase phase) => BenchRow.Of(
        Row(_name, phase), BenchUnit.MillisecondsPerStep, _threads, SampleSummary.Of([.. _clock.Seconds(phase).Select(seconds => new Sample(seconds * 1000, null))]));

    private IEnumerable<Batch> Epoch() => _loader.Epoch(_epoch++);
}
