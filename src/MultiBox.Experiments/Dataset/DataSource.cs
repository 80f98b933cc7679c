using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>One source of images, e.g. VOC2007.</summary>
public sealed record DataSource : IValidatableObject
{
    /// <value>Required; unique without regard to case, and usable as a folder's name.</value>
    [Description("Name of the source; also its folder under data/.")]
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]*")]
    public required string Name { get; init; }

    /// <value>Required.</value>
    [Description("How images and annotations are stored: in the layout of PASCAL VOC, COCO or YOLO, in MXNet's record files, or as shapes drawn from a seed.")]
    public required DataFormat Format { get; init; }

    /// <value>Default null: the source's folder under <c>data/</c>. Relative to the repository.</value>
    [Description("Folder in the source's format that is already on this machine, relative to the repository; a source with a root "
        + "is never fetched.")]
    public string? Root { get; init; }

    /// <value>Default none.</value>
    [Description("Archives to fetch.")]
    public ValueList<DataArchive> Archives { get; init; } = [];

    /// <value>Default none.</value>
    [Description("Image sets to train on, e.g. trainval for VOC's ImageSets/Main/trainval.txt, train2017 for COCO's "
        + "annotations/instances_train2017.json, train for YOLO's images/train.")]
    [OneOrMany]
    [UniqueItems]
    public ValueList<string> Train { get; init; } = [];

    /// <value>Default none.</value>
    [Description("Image sets for validation.")]
    [OneOrMany]
    [UniqueItems]
    public ValueList<string> Val { get; init; } = [];

    /// <value>Default none.</value>
    [Description("Image sets for the final evaluation.")]
    [OneOrMany]
    [UniqueItems]
    public ValueList<string> Test { get; init; } = [];

    /// <value>Default null; a source of format shapes without it uses <see cref="ShapesOptions"/>'s defaults.</value>
    [Description("Settings of drawn shapes.")]
    public ShapesOptions? Shapes { get; init; }

    /// <summary>Whether the source has images in a split.</summary>
    /// <param name="split">The split.</param>
    public bool Has(DataSplit split) => Format == DataFormat.Shapes
        ? (Shapes ?? new ShapesOptions()).Count(split) > 0
        : ImageSets(split).Count > 0;

    /// <summary>The image sets of a split; none for drawn shapes.</summary>
    /// <param name="split">The split.</param>
    public ValueList<string> ImageSets(DataSplit split) => split switch
    {
        DataSplit.Train => Train,
        DataSplit.Val => Val,
        DataSplit.Test => Test,
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, null),
    };

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Format == DataFormat.Shapes)
        {
            var given = new[]
            {
                (Key: nameof(Root), Given: Root is not null),
                (Key: nameof(Archives), Given: Archives.Count > 0),
                (Key: nameof(Train), Given: Train.Count > 0),
                (Key: nameof(Val), Given: Val.Count > 0),
                (Key: nameof(Test), Given: Test.Count > 0),
            };
            foreach (var (key, _) in given.Where(x => x.Given))
            {
                yield return new ValidationResult("does not go with format 'shapes'. Expected only 'shapes' beside it", [key]);
            }

            yield break;
        }

        if (Shapes is not null) yield return new ValidationResult("goes only with format 'shapes'", [nameof(Shapes)]);
        if (Train.Count + Val.Count + Test.Count == 0)
        {
            yield return new ValidationResult("no image set. Expected at least one of 'train', 'val', 'test'");
        }

        foreach (var (split, sets) in new[] { (nameof(Train), Train), (nameof(Val), Val), (nameof(Test), Test) })
        {
            for (var i = 0; i < sets.Count; i++)
            {
                if (sets[i].IndexOfAny(['/', '\\']) >= 0 || sets[i].StartsWith('.'))
                {
                    yield return new ValidationResult(
                        $"not the name of an image set. Expected a name like trainval, found '{sets[i]}'", [$"{split}.{i}"]);
                }
            }
        }
    }
}
