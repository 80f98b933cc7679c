using System.Diagnostics;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// Measures how long each phase of a training step takes. A device works beside the program; where this clock runs, each phase waits
/// until the device is done with it, so that the sum is more than such steps take without a clock.
/// </summary>
/// <param name="synchronize">Waits until the device has done all it was given.</param>
internal sealed class StepClock(Action synchronize)
{
    private readonly List<double[]> _steps = [];
    private double[] _current = new double[Phases.Count];
    private long _mark;

    /// <summary>All phases, in order.</summary>
    public static IReadOnlyList<StepPhase> Phases { get; } = Enum.GetValues<StepPhase>();

    /// <summary>The steps that ended since the last <see cref="Clear"/>.</summary>
    public int StepCount => _steps.Count;

    /// <summary>How long a phase took in each step, in seconds; batches of the same step add up.</summary>
    /// <param name="phase">The phase.</param>
    public IReadOnlyList<double> Seconds(StepPhase phase) => [.. _steps.Select(step => step[(int)phase])];

    /// <summary>Begins the first phase of an epoch.</summary>
    public void Start()
    {
        _current = new double[Phases.Count];
        _mark = Stopwatch.GetTimestamp();
    }

    /// <summary>Ends a phase, and begins the next one.</summary>
    /// <param name="phase">The phase that ends.</param>
    public void End(StepPhase phase)
    {
        synchronize();
        var now = Stopwatch.GetTimestamp();
        _current[(int)phase] += Stopwatch.GetElapsedTime(_mark, now).TotalSeconds;
        _mark = now;
        if (phase != StepPhase.Update) return;
        _steps.Add(_current);
        _current = new double[Phases.Count];
    }

    /// <summary>Forgets the steps so far.</summary>
    public void Clear() => _steps.Clear();
}
