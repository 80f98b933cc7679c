using MultiBox.Boxes;

namespace MultiBox.Abstractions;

/// <summary>
/// How the class scores of a network are read and where they start: its loss says so, its head begins accordingly, and detections are
/// decoded by it.
/// </summary>
public sealed record ClassScores
{
    /// <summary>The softmax, from equal scores: what losses mean that say nothing.</summary>
    public static ClassScores Softmax { get; } = new();

    /// <summary>What makes scores of the logits.</summary>
    /// <value>Default <see cref="ScoreActivation.Softmax"/>.</value>
    public ScoreActivation Activation { get; init; }

    /// <summary>
    /// The score of each object class from which training starts, null for logits that start from 0. Where every default box counts, a
    /// small one keeps the many that show background from drowning the first steps (RetinaNet, arXiv:1708.02002, sec. 3.3 and 4.1).
    /// </summary>
    /// <value>Above 0 and below 1. Default null.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public double? Prior
    {
        get;
        init
        {
            if (value is { } prior && !(prior > 0 && prior < 1)) throw new ArgumentOutOfRangeException(nameof(value), prior, "A prior is above 0 and below 1.");
            field = value;
        }
    }

    /// <summary>The bias from which the logit of an object class starts: -ln((1 - p) / p) for a prior p, else 0.</summary>
    public double InitialBias => Prior is { } prior ? -Math.Log((1 - prior) / prior) : 0;
}
