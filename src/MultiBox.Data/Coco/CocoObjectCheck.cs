using System.Globalization;

namespace MultiBox.Data;

/// <summary>Turns the objects of one file into checked ones at their images, noting every fault.</summary>
/// <param name="path">The file.</param>
/// <param name="categories">Its categories.</param>
/// <param name="check">The checks of every format.</param>
/// <param name="log">Where faults go.</param>
internal sealed class CocoObjectCheck(string path, IReadOnlyDictionary<long, string> categories, ObjectCheck check, FaultLog log)
{
    private readonly HashSet<long> _ids = [];

    /// <summary>Checks one object and adds it to its image.</summary>
    /// <param name="item">The object.</param>
    /// <param name="images">The images by id; one without a picture is dropped, and its objects with it.</param>
    public void Check(in CocoObject item, IReadOnlyDictionary<long, CocoReader.ReadImage> images)
    {
        var image = Has(item, CocoParts.Image) ? images.GetValueOrDefault(item.ImageId) : null;
        if (image is { Picture: null }) return;
        var name = Has(item, CocoParts.Category) ? categories.GetValueOrDefault(item.CategoryId) : null;
        if (check.PassesOver(name)) return;

        var subject = Has(item, CocoParts.Id) ? string.Create(CultureInfo.InvariantCulture, $"annotation {item.Id}: ") : "";
        var before = log.Entries.Count;
        var read = Read(item, image, name, new FaultPlace(path, item.Line, subject));
        if (image is null) return;
        if (read is not null) image.Kept.Add(read);
        else image.DroppedObject |= log.DroppedObjectSince(before);
    }

    private static bool Has(in CocoObject item, CocoParts part) => (item.Parts & part) != 0;

    private AnnotatedObject? Read(in CocoObject item, CocoReader.ReadImage? image, string? name, FaultPlace place)
    {
        var usable = true;
        foreach (var (what, expected, found, isFlag) in item.Faults ?? [])
        {
            if (isFlag)
            {
                usable &= log.Mend(BadDataAction.ObjectDropped, place, what, expected, found);
                continue;
            }

            log.Add(BadDataAction.ObjectDropped, place, what, expected, found);
            usable = false;
        }

        if (Has(item, CocoParts.Id) && !_ids.Add(item.Id))
        {
            log.Add(BadDataAction.ObjectDropped, place, "the id is used twice", "each annotation's once", "it again");
            usable = false;
        }

        if (Has(item, CocoParts.Image) && image is null) usable = Missing("image", item.ImageId, place);
        var label = 0;
        if (name is not null) label = check.Label(name, place, log);
        else if (Has(item, CocoParts.Category)) usable = Missing("category", item.CategoryId, place);
        if (!Has(item, CocoParts.Box) || image is null) return null;
        var box = ObjectCheck.Box(item.Box, BoxWording.BySize, place, image.Width, image.Height, log);
        return usable && label > 0 && box is { } checkedBox
            ? new AnnotatedObject(label, checkedBox, Has(item, CocoParts.Difficult), Has(item, CocoParts.Truncated), Has(item, CocoParts.Crowd), item.Area)
            : null;
    }

    private bool Missing(string kind, long id, FaultPlace place)
    {
        log.Add(
            BadDataAction.ObjectDropped, place, $"no {kind} has the {kind}_id",
            $"the id of one of the file's {(kind == "image" ? "images" : "categories")}", id.ToString(CultureInfo.InvariantCulture));
        return false;
    }
}
