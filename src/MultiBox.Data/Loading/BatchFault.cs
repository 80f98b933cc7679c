using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>What is said of a batch whose pictures cannot all be used.</summary>
internal static class BatchFault
{
    /// <summary>Makes one fault of those of a batch's images.</summary>
    /// <param name="imageFaults">What went wrong with each image, or null.</param>
    /// <param name="records">The images.</param>
    public static Exception Of(Exception?[] imageFaults, ImageRecord[] records)
    {
        var faults = imageFaults.Zip(records).Where(pair => pair.First is not null).ToArray();
        if (faults.FirstOrDefault(pair => pair.First is ObjectDisposedException).First is { } disposed) return disposed;
        var unexpected = faults.FirstOrDefault(pair => pair.First is not (IOException or UnauthorizedAccessException or InvalidDataException));
        if (unexpected.First is not null)
        {
            return new InvalidOperationException($"{unexpected.Second.Picture}: {unexpected.First.Message}", unexpected.First);
        }

        // Messages about a file's content start with its path already; those of the file system may not.
        var lines = faults.Select(pair => pair.First!.Message.Contains(pair.Second.Picture.Path, StringComparison.Ordinal)
            ? pair.First.Message
            : $"{pair.Second.Picture.Path}: {pair.First.Message}");
        return new MultiBoxException(string.Join(Environment.NewLine, lines), faults[0].First!);
    }
}
