using System.Globalization;
using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Evaluation;

namespace MultiBox.Pipeline.Detecting;

/// <summary>
/// Gives detections the ids of their images and categories: those of the annotation file where it is one of COCO's, else the image's
/// name and the class's label.
/// </summary>
/// <param name="classes">The names of the classes 1..C-1, without the background.</param>
internal sealed class CocoNumbering(IReadOnlyList<string> classes)
{
    private readonly Dictionary<string, CocoIds?> _files = new(StringComparer.Ordinal);

    /// <summary>A detection in COCO's results format.</summary>
    /// <param name="record">Its image.</param>
    /// <param name="detection">The detection.</param>
    public CocoDetection Number(ImageRecord record, Detection detection)
    {
        var ids = IdsOf(record.AnnotationPath);
        var image = ids?.Image(record.Id)?.ToString(CultureInfo.InvariantCulture) ?? record.Id;
        return new CocoDetection(image, ids?.Category(classes[detection.Label - 1]) ?? detection.Label, detection.Score, detection.Box);
    }

    // The other formats have no JSON. A data set that is prepared can be evaluated without its annotation files.
    private CocoIds? IdsOf(string path)
    {
        if (_files.TryGetValue(path, out var known)) return known;
        var isCoco = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && File.Exists(path);
        return _files[path] = isCoco ? CocoIds.Read(path) : null;
    }
}
