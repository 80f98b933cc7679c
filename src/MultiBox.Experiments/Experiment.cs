using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>
/// A whole experiment: what one YAML file says, with every default filled in. Immutable, and equal to another one with the same
/// values. Read it with <see cref="ExperimentFiles"/>.
/// </summary>
public sealed record Experiment : IValidatableObject
{
    /// <value>One line for the list of experiments; null for none.</value>
    [Description("One line for the list of experiments.")]
    public string? Description { get; init; }

    /// <value>Default 1.</value>
    [Description("Seed of every random choice: initial weights, order of the images, augmentation.")]
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 1;

    /// <value>Required.</value>
    [Description("Classes and images.")]
    public required DatasetOptions Dataset { get; init; }

    /// <value>Required.</value>
    [Description("The network.")]
    public required ModelOptions Model { get; init; }

    /// <value>Default: the reference's settings.</value>
    [Description("Training.")]
    public TrainOptions Train { get; init; } = new();

    /// <value>Default: VOC07 metric on the test split.</value>
    [Description("Evaluation, also that of the validation during training.")]
    public EvaluateOptions Evaluate { get; init; } = new();

    /// <value>Default: six images of the test split.</value>
    [Description("Pictures with detections drawn on them.")]
    public DemoOptions Demo { get; init; } = new();

    /// <summary>A section's values as stable YAML text, for fingerprints: equal text means an equal section.</summary>
    /// <param name="section">The section.</param>
    public string CanonicalText(ExperimentSection section) => ExperimentYaml.WriteSection(this, section);

    /// <summary>What is allowed but probably not meant, one sentence each with its key first.</summary>
    public IReadOnlyList<string> Warnings()
    {
        var rate = Train.LearningRate;
        return
        [
            .. rate.Schedule == LearningRateSchedule.Step
                ? rate.Steps.Where(step => step >= Train.Epochs)
                    .Select(step => $"train.learning_rate.steps: epoch {step} is never reached in {Train.Epochs} epochs.")
                : [],
            .. Train.ValidateEvery > Train.Epochs
                ? [$"train.validate_every: {Train.ValidateEvery} epochs are never reached in {Train.Epochs}."]
                : Array.Empty<string>(),
            .. Evaluate.Metric == AveragePrecisionMetric.Coco && Evaluate.MaxDetections > 100
                ? [$"evaluate.max_detections: {Evaluate.MaxDetections} detections of an image are more than the 100 of most published COCO numbers."]
                : Array.Empty<string>(),
        ];
    }

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (!Dataset.Sources.Any(source => source.Has(Evaluate.Split)))
        {
            var name = KeyNaming.Key(Evaluate.Split.ToString());
            yield return new ValidationResult(
                $"no source has a '{name}' split. Expected image sets under 'dataset.sources.<n>.{name}'", ["Evaluate.Split"]);
        }
    }
}
