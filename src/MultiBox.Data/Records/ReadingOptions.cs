using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>How annotations become records.</summary>
public sealed record ReadingOptions
{
    /// <summary>The experiment's classes in the order of their labels: the first has label 1, as 0 is the background.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Whether objects of classes that are not listed are passed over; else each is a fault.</summary>
    /// <value>False by default, so that a mistyped class is noticed.</value>
    public bool IgnoreOtherClasses { get; init; }

    /// <summary>Whether images without objects stay, as true negatives.</summary>
    /// <value>False by default.</value>
    public bool KeepEmpty { get; init; }

    /// <summary>What to do with faulty data.</summary>
    /// <value><see cref="BadDataPolicy.Drop"/> by default.</value>
    public BadDataPolicy OnBadData { get; init; } = BadDataPolicy.Drop;

    /// <summary>
    /// Finds the width and height in pixels of a picture in a file of its own, by its path: throws what <see cref="ImageFile.ReadSize(string)"/>
    /// throws. Preparing knows the sizes of files that are as they were, and need not open them.
    /// </summary>
    /// <value><see cref="ImageFile.ReadSize(string)"/> by default.</value>
    public Func<string, (int Width, int Height)> PictureSize { get; init; } = ImageFile.ReadSize;
}
