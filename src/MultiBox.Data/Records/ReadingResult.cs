namespace MultiBox.Data;

/// <summary>What was read of some image sets.</summary>
/// <param name="Records">The images, in the order of the selections and of the lines in each list.</param>
/// <param name="Report">Every fault and what was done about it.</param>
/// <param name="Listed">How many images the lists name.</param>
/// <param name="WithoutObjects">How many of them were left out because they hold no object of the classes.</param>
public sealed record ReadingResult(IReadOnlyList<ImageRecord> Records, BadDataReport Report, int Listed, int WithoutObjects)
{
    /// <summary>
    /// The absolute paths of what else was looked at, besides the image sets and the files of the records: files of images that were
    /// left out, places where a file is missing, and folders whose lists of names matter. A change of any of them may change the
    /// result.
    /// </summary>
    /// <value>Default none; a path may repeat.</value>
    public IReadOnlyList<string> Inputs { get; init; } = [];
}
