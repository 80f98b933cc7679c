namespace MultiBox.Boxes;

/// <summary>Decides which ground truth each default box has to predict. Instances are immutable and serve several threads.</summary>
public interface IMatcher
{
    /// <summary>Matches the default boxes with the ground truths of one image.</summary>
    /// <param name="defaultBoxes">The default boxes, A of them.</param>
    /// <param name="groundTruths">The ground truths, in the same frame; may be empty.</param>
    /// <returns>One entry for each default box.</returns>
    MatchResult Match(ReadOnlySpan<Box> defaultBoxes, ReadOnlySpan<Box> groundTruths);

    /// <summary>
    /// Matches as <see cref="Match(ReadOnlySpan{Box}, ReadOnlySpan{Box})"/> does, but looks only where something can match, and gives only
    /// the default boxes that matter to a loss: some hundred of tens of thousands.
    /// </summary>
    /// <param name="defaultBoxes">The default boxes, A of them.</param>
    /// <param name="groundTruths">The ground truths, in the same frame; may be empty.</param>
    /// <param name="ignoreFrom">The IoU from which a default box that is not matched is ignored; null for none.</param>
    SparseMatch Match(DefaultBoxSearch defaultBoxes, ReadOnlySpan<Box> groundTruths, float? ignoreFrom);
}
