namespace MultiBox.Data;

/// <summary>The data set that an experiment asks for, with its sources found on this machine.</summary>
public sealed record DatasetRequest
{
    /// <summary>The folders of the sources, each name once.</summary>
    public required IReadOnlyList<SourceFolder> Sources { get; init; }

    /// <summary>The splits, each name once, e.g. train, val and test.</summary>
    public required IReadOnlyList<SplitRequest> Splits { get; init; }

    /// <summary>The classes and the policies for reading.</summary>
    public required ReadingOptions Reading { get; init; }

    /// <summary>How pictures are stored.</summary>
    /// <value>Their original bytes by default.</value>
    public PackOptions Pack { get; init; } = new();
}

/// <summary>One split and what it is made of.</summary>
/// <param name="Name">Its name, also its pack's: a plain name, e.g. <c>train</c>.</param>
/// <param name="Parts">What it takes from which source, in this order.</param>
public sealed record SplitRequest(string Name, IReadOnlyList<SplitPart> Parts);

/// <summary>What a split takes from one source.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="ImageSets">The names of its image sets, e.g. <c>trainval</c>.</param>
public sealed record SplitPart(string Source, IReadOnlyList<string> ImageSets);
