using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>The <c>dataset</c> of an experiment: classes, and where the images come from.</summary>
public sealed record DatasetOptions : IValidatableObject
{
    /// <value>Required; labels 1..C-1 in this order, 0 being the background.</value>
    [Description("Names of the classes in the order of their labels, without the background.")]
    [MinLength(1)]
    [UniqueItems]
    public required ValueList<string> Classes { get; init; }

    /// <value>Required; all sources together are the dataset.</value>
    [Description("Where the images come from; the splits of all sources are joined.")]
    [MinLength(1)]
    public required ValueList<DataSource> Sources { get; init; }

    /// <value>Default <see cref="BadDataPolicy.Drop"/>.</value>
    [Description("What happens to an unusable annotation: stop (fail), leave the object out (drop), or clip and mend "
        + "it where possible (repair).")]
    public BadDataPolicy OnBadData { get; init; } = BadDataPolicy.Drop;

    /// <value>Default false.</value>
    [Description("Keep images without any object, as true negatives.")]
    public bool KeepEmpty { get; init; }

    /// <value>Default false: an object of another class is a fault.</value>
    [Description("Leave out objects of classes that are not listed, to train on a subset of the classes.")]
    public bool IgnoreOtherClasses { get; init; }

    /// <value>Default true.</value>
    [Description("Train on objects marked difficult.")]
    public bool TrainOnDifficult { get; init; } = true;

    /// <value>Default: pictures keep their original bytes.</value>
    [Description("How prepared pictures are stored.")]
    public PackOptions Pack { get; init; } = new();

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Classes.Count; i++)
        {
            if (Classes[i].Trim() != Classes[i] || Classes[i].IndexOfAny(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) >= 0 || Classes[i].Any(char.IsControl))
            {
                yield return new ValidationResult($"not the name of a class, which is also part of a file's name. Expected a name like aeroplane, found '{Classes[i]}'", [$"{nameof(Classes)}.{i}"]);
            }

            if (string.Equals(Classes[i], "background", StringComparison.OrdinalIgnoreCase))
            {
                yield return new ValidationResult("the background is always class 0 and is not listed", [$"{nameof(Classes)}.{i}"]);
            }
        }

        for (var i = 0; i < Sources.Count; i++)
        {
            var name = Sources[i].Name;
            var first = Sources.ToList().FindIndex(source => string.Equals(source.Name, name, StringComparison.OrdinalIgnoreCase));
            if (first < i)
            {
                yield return new ValidationResult(
                    $"the same name as source {first}. Expected each name once, found '{name}'",
                    [$"{nameof(Sources)}.{i}.{nameof(DataSource.Name)}"]);
            }
        }

        if (!Sources.Any(source => source.Has(DataSplit.Train)))
        {
            yield return new ValidationResult("no source has a 'train' split. Expected at least one", [nameof(Sources)]);
        }
    }
}
