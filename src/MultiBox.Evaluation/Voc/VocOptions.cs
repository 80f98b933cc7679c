namespace MultiBox.Evaluation;

/// <summary>How the PASCAL VOC evaluation counts.</summary>
public sealed record VocOptions
{
    /// <summary>The IoU from which a detection finds a ground truth.</summary>
    /// <value>Above 0, up to 1; default 0.5.</value>
    public double IouThreshold { get; init; } = 0.5;

    /// <summary>How coordinates are read.</summary>
    /// <value>Default <see cref="Evaluation.BoxConvention.InclusivePixels"/>, as the published numbers are computed.</value>
    public BoxConvention BoxConvention { get; init; } = BoxConvention.InclusivePixels;

    /// <summary>Whether difficult ground truths count like any other, instead of neither helping nor hurting.</summary>
    /// <value>Default false.</value>
    public bool UseDifficult { get; init; }
}
