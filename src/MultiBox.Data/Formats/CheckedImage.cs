namespace MultiBox.Data;

/// <summary>One listed image after its check.</summary>
/// <param name="Record">The image; null when it was dropped.</param>
/// <param name="Faults">What was found on the way.</param>
internal sealed record CheckedImage(ImageRecord? Record, IReadOnlyList<BadDataEntry> Faults)
{
    /// <summary>
    /// The objects that are left of an image; null when none is, although something is in the picture: it must not pass for a true
    /// negative.
    /// </summary>
    /// <param name="objects">The objects that are left.</param>
    /// <param name="dropped">Whether any other was dropped as faulty.</param>
    /// <param name="place">Where the image's annotation is.</param>
    /// <param name="log">Where the fault goes.</param>
    public static IReadOnlyList<AnnotatedObject>? Left(IReadOnlyList<AnnotatedObject> objects, bool dropped, FaultPlace place, FaultLog log)
    {
        if (objects.Count > 0 || !dropped) return objects;
        log.Add(BadDataAction.ImageDropped, place, "no valid object is left", "at least one", "faulty ones only");
        return null;
    }

    /// <summary>All images of a reading.</summary>
    /// <param name="images">The images, in the order of the lists.</param>
    /// <param name="before">The faults of the lists themselves.</param>
    /// <param name="listed">How many images the lists name.</param>
    /// <param name="options">The policies.</param>
    public static ReadingResult Result(IReadOnlyList<CheckedImage> images, IReadOnlyList<BadDataEntry> before, int listed, ReadingOptions options)
    {
        var read = images.Select(image => image.Record).OfType<ImageRecord>().ToList();
        var kept = options.KeepEmpty ? read : read.Where(record => record.Objects.Count > 0).ToList();
        return new ReadingResult(kept, new BadDataReport([.. before, .. images.SelectMany(image => image.Faults)]), listed, read.Count - kept.Count);
    }
}
