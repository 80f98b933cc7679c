using System.Globalization;
using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>Turns the objects of one annotation into checked ones, noting every fault.</summary>
/// <param name="options">The classes and the policies.</param>
internal sealed class VocObjectCheck(ReadingOptions options)
{
    private readonly ObjectCheck _check = new(options);

    /// <summary>Checks one object.</summary>
    /// <param name="item">The object as its file states it.</param>
    /// <param name="file">The file, for faults.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <param name="log">Where faults go.</param>
    /// <returns>The object; null when it is dropped or of a class to be passed over.</returns>
    public AnnotatedObject? Check(VocObject item, string file, int width, int height, FaultLog log)
    {
        if (_check.PassesOver(item.Name.Text)) return null;
        var label = _check.Label(item.Name.Text, At(item.Name), log);
        var difficult = Flag("difficult", item.Difficult);
        var truncated = Flag("truncated", item.Truncated);
        var crowd = Flag("crowd", item.Crowd);
        var x1 = Number("xmin", item.XMin);
        var y1 = Number("ymin", item.YMin);
        var x2 = Number("xmax", item.XMax);
        var y2 = Number("ymax", item.YMax);
        if (x1 is null || y1 is null || x2 is null || y2 is null) return null;
        var stated = new Box(x1.Value, y1.Value, x2.Value, y2.Value);
        var box = ObjectCheck.Box(stated, BoxWording.ByCorners, At(item.XMin), width, height, log);
        return label > 0 && box is { } b && difficult is { } d && truncated is { } t && crowd is { } c ? new AnnotatedObject(label, b, d, t, c) : null;

        bool? Flag(string element, VocValue value) => ObjectCheck.Flag(element, value.Text, At(value), log);

        float? Number(string element, VocValue value)
        {
            if (float.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)) return number;
            var found = value.Text is { } text ? $"'{text}'" : "no such element";
            log.Add(BadDataAction.ObjectDropped, At(value), $"{element} is no number", "a number of pixels", found);
            return null;
        }

        FaultPlace At(VocValue value) => new(file, value.Line);
    }
}
