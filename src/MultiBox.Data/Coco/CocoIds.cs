using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>The ids that one of COCO's annotation files gives to its images and categories.</summary>
public sealed class CocoIds
{
    private readonly Dictionary<string, long?> _images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _categories = new(StringComparer.Ordinal);

    private CocoIds(CocoFile file)
    {
        foreach (var (id, name) in file.Categories) _categories.TryAdd(name, id);
        foreach (var image in file.Images)
        {
            // The names that a record may have, see ImageIds.
            var path = image.FileName;
            foreach (var name in new[] { Path.GetFileNameWithoutExtension(path), path[..^Path.GetExtension(path).Length], path }.Distinct())
            {
                // A name that two images share is nobody's.
                if (!_images.TryAdd(name, image.Id)) _images[name] = null;
            }
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="MultiBoxException">It cannot be read, or is none of COCO's.</exception>
    public static CocoIds Read(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new CocoIds(CocoParser.Parse(path, new FaultLog(BadDataPolicy.Drop), cancellationToken));
    }

    /// <summary>The id of an image.</summary>
    /// <param name="recordId">The name of its record, which follows from its file's name.</param>
    /// <returns>Null for an image that the file does not have.</returns>
    public long? Image(string recordId)
    {
        ArgumentNullException.ThrowIfNull(recordId);
        // Where even its path is not unique, a record is named by its image set with the path.
        return _images.GetValueOrDefault(recordId) ?? _images.GetValueOrDefault(recordId[(recordId.IndexOf('/', StringComparison.Ordinal) + 1)..]);
    }

    /// <summary>The id of a category.</summary>
    /// <param name="name">Its name, the experiment's class.</param>
    /// <returns>Null for a category that the file does not have.</returns>
    public long? Category(string name) => _categories.TryGetValue(name, out var id) ? id : null;
}
