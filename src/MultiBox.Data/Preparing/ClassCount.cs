namespace MultiBox.Data;

/// <summary>How often a class occurs in a split.</summary>
/// <param name="Name">The class.</param>
/// <param name="Images">The images that hold it.</param>
/// <param name="Objects">Its objects, difficult ones included.</param>
/// <param name="Difficult">How many of them are difficult.</param>
public sealed record ClassCount(string Name, int Images, int Objects, int Difficult)
{
    /// <summary>Counts every class.</summary>
    /// <param name="classes">The classes in the order of their labels.</param>
    /// <param name="records">The images.</param>
    internal static IReadOnlyList<ClassCount> Of(IReadOnlyList<string> classes, IReadOnlyList<ImageRecord> records)
    {
        var (images, objects, difficult) = (new int[classes.Count], new int[classes.Count], new int[classes.Count]);
        var lastImage = new int[classes.Count];
        for (var i = 0; i < records.Count; i++)
        {
            foreach (var item in records[i].Objects)
            {
                var label = item.Label - 1;
                objects[label]++;
                if (item.Difficult) difficult[label]++;
                if (lastImage[label] == i + 1) continue;
                lastImage[label] = i + 1;
                images[label]++;
            }
        }

        return [.. classes.Select((name, i) => new ClassCount(name, images[i], objects[i], difficult[i]))];
    }
}
