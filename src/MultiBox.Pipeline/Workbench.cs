using MultiBox.Pipeline.Benchmarks;
using MultiBox.Pipeline.Benchmarks.Peers;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline;

/// <summary>Runs the stages of one experiment. It holds what they share, so that an experiment is read and a model built once.</summary>
public sealed class Workbench : IDisposable
{
    private readonly WorkContext _work;

    /// <summary>Prepares to work; nothing is read before the first stage.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="log">Where people read.</param>
    /// <param name="cancellation">Stops the stage in progress, which leaves what it had.</param>
    public Workbench(WorkbenchOptions options, IRunLog log, CancellationToken cancellation)
    {
        _work = new WorkContext(options, log, cancellation);
    }

    /// <summary>Runs a stage, unless its inputs are unchanged and its outputs intact. The stages before it have to have run.</summary>
    /// <param name="stage">The stage.</param>
    /// <exception cref="Abstractions.MultiBoxException">A fault that the user can mend.</exception>
    /// <exception cref="OperationCanceledException">The stage was stopped.</exception>
    public void Run(Stage stage)
    {
        switch (stage)
        {
            case Stage.Fetch: FetchStage.Run(_work); break;
            case Stage.Prepare: PrepareStage.Run(_work); break;
            case Stage.Train: TrainStage.Run(_work); break;
            case Stage.Evaluate: EvaluateStage.Run(_work); break;
            case Stage.Demo: DemoStage.Run(_work); break;
            default: throw new ArgumentOutOfRangeException(nameof(stage), stage, null);
        }
    }

    /// <summary>Writes the prepared data set in another format.</summary>
    /// <exception cref="Abstractions.MultiBoxException">The format is none, or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; nothing is left.</exception>
    public void Convert() => ConvertStage.Run(_work);

    /// <summary>Makes a run of a detector that was trained elsewhere, which Evaluate and Demo take as one of their own.</summary>
    /// <exception cref="Abstractions.MultiBoxException">The weights cannot be read, or are not of the experiment's network.</exception>
    public void Import() => ImportStage.Run(_work);

    /// <summary>Writes a run's weights for other programs.</summary>
    /// <exception cref="Abstractions.MultiBoxException">The format is none, or there is no such run.</exception>
    public void ExportWeights() => ExportWeightsStage.Run(_work);

    /// <summary>Writes a run's detector as one file that other programs detect with.</summary>
    /// <exception cref="Abstractions.MultiBoxException">The format is none, there is no such run, or a module does not say what it computes.</exception>
    public void Export() => ExportStage.Run(_work);

    /// <summary>Compares the evaluation with the experiment's accepted baseline, or records it as the new one.</summary>
    /// <exception cref="Abstractions.MultiBoxException">Something fell by more than its tolerance, or there is no baseline.</exception>
    public void CheckRegression() => Regression.Run(_work);

    /// <summary>Writes the health report of the prepared data set again.</summary>
    /// <exception cref="Abstractions.MultiBoxException">The data set is not prepared, or changed since.</exception>
    public void Health() => HealthStage.Run(_work);

    /// <summary>Draws training samples as the network gets them, with what the default boxes match.</summary>
    /// <exception cref="Abstractions.MultiBoxException">The data set is not prepared, or changed since.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Preview() => PreviewStage.Run(_work);

    /// <summary>Says what this machine offers and what is wrong with it.</summary>
    /// <exception cref="Abstractions.MultiBoxException">Training could not run.</exception>
    public void Doctor() => Stages.Doctor.Run(_work.Options, _work.Catalogue, _work.Log);

    /// <summary>Lists the installed plugins with their options, ranges and defaults.</summary>
    public void ListPlugins() => PluginTable.Show(_work.Catalogue, _work.Log);

    /// <summary>Tells what the experiment's network is made of, and draws it; needs no data.</summary>
    /// <exception cref="Abstractions.MultiBoxException">The network cannot be built.</exception>
    public void Summary() => SummaryStage.Run(_work);

    /// <summary>Tells what every installed backbone and every experiment of the repository costs; needs no experiment.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Networks() => NetworksStage.Run(_work);

    /// <summary>Writes a bundle that runs with the libraries of an installed PyTorch; needs no experiment.</summary>
    /// <exception cref="Abstractions.MultiBoxException">Something that belongs into it is missing, or this is Windows.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; an earlier bundle stays.</exception>
    public void Publish() => PublishStage.Run(_work);

    /// <summary>Measures the speed of MultiBox's parts on this machine; needs no experiment.</summary>
    /// <exception cref="Abstractions.MultiBoxException">Pictures that cannot be used, or accepted figures that cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Bench() => Bench(BenchPace.Standard);

    /// <inheritdoc/>
    public void Dispose() => _work.Dispose();

    internal void Bench(BenchPace pace)
    {
        var pythons = PythonFinder.Candidates(Environment.GetEnvironmentVariable(PythonFinder.Variable), Environment.GetEnvironmentVariable("PATH"));
        Benchmarks.Bench.Run(new BenchContext(_work.Options, pace, pythons, () => _work.Catalogue, _work.Log, _work.Cancellation));
    }
}
