namespace MultiBox.Boxes;

/// <summary>Decides which ground truth each default box has to predict. Instances are immutable and serve several threads.</summary>
public interface IMatcher
{
    /// <summary>Matches the default boxes with the ground truths of one image.</summary>
    /// <param name="defaultBoxes">The default boxes, A of them.</param>
    /// <param name="groundTruths">The ground truths, in the same frame; may be empty.</param>
    /// <returns>One entry for each default box.</returns>
    MatchResult Match(ReadOnlySpan<Box> defaultBoxes, ReadOnlySpan<Box> groundTruths);
}
