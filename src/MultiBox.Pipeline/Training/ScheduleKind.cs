namespace MultiBox.Pipeline.Training;

/// <summary>The shape of a learning-rate schedule after warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>Multiplied by a factor after given epochs.</summary>
    Step,

    /// <summary>Half a cosine from the base rate down to the final factor (arXiv:1608.03983, without restarts).</summary>
    Cosine,

    /// <summary>The base rate throughout.</summary>
    Constant,
}
