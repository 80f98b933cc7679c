namespace MultiBox.Data;

/// <summary>What was read of some image sets.</summary>
/// <param name="Records">The images, in the order of the selections and of the lines in each list.</param>
/// <param name="Report">Every fault and what was done about it.</param>
/// <param name="Listed">How many images the lists name.</param>
/// <param name="WithoutObjects">How many of them were left out because they hold no object of the classes.</param>
public sealed record ReadingResult(IReadOnlyList<ImageRecord> Records, BadDataReport Report, int Listed, int WithoutObjects);
