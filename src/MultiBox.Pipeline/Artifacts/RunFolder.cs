namespace MultiBox.Pipeline.Artifacts;

/// <summary>The paths of a run, <c>artifacts/&lt;experiment&gt;/&lt;run&gt;/</c>.</summary>
/// <param name="Root">The run's folder.</param>
public sealed record RunFolder(string Root)
{
    /// <summary>The run's name.</summary>
    public string Id => Path.GetFileName(Root);

    /// <summary>The experiment with every value.</summary>
    public string Experiment => Path.Combine(Root, "experiment.resolved.yml");

    /// <summary>What the run was made from.</summary>
    public string Manifest => Path.Combine(Root, "manifest.json");

    /// <summary>What an import made of the weights it was given; only in runs that were imported.</summary>
    public string Import => Path.Combine(Root, "import.json");

    /// <summary>The training's journal.</summary>
    public string Journal => Path.Combine(Root, "train.jsonl");

    /// <summary>The result of the evaluation.</summary>
    public string Metrics => Path.Combine(Root, "metrics.json");

    /// <summary>The result files for the metric's own tools, and the precision-recall data.</summary>
    public string Detections => Path.Combine(Root, "detections");

    /// <summary>The checkpoints.</summary>
    public string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>The demonstration's pictures.</summary>
    public string Demo => Path.Combine(Root, "demo");

    /// <summary>The files for other programs.</summary>
    public string Export => Path.Combine(Root, "export");

    /// <summary>The curves.</summary>
    public string Curves => Path.Combine(Root, "curves");

    /// <summary>The stages' records.</summary>
    public string Stages => Path.Combine(Root, "stages");

    /// <summary>Whether the run's weights are whole: its training came to its end, or it was imported.</summary>
    public bool IsTrained => File.Exists(StageRecord("train")) || File.Exists(Import);

    /// <summary>A stage's record.</summary>
    /// <param name="stage">The stage's name.</param>
    public string StageRecord(string stage) => Path.Combine(Stages, $"{stage}.json");
}
