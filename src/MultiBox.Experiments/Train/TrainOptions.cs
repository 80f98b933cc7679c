using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>The <c>train</c> of an experiment. The defaults are the reference's settings for PASCAL VOC.</summary>
public sealed record TrainOptions : IValidatableObject
{
    /// <value>Default 32.</value>
    [Description("Images of one training step.")]
    [Range(1, 65536)]
    public int BatchSize { get; init; } = 32;

    /// <value>Default 240.</value>
    [Description("Passes over the training images.")]
    [Range(1, 1_000_000)]
    public int Epochs { get; init; } = 240;

    /// <value>Default: SGD with momentum.</value>
    [Description("The optimiser.")]
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <value>Default: 0.004, times 0.1 at epochs 80 and 160.</value>
    [Description("The learning rate and its schedule.")]
    public LearningRateOptions LearningRate { get; init; } = new();

    /// <value>Default null: the backbone starts with random weights.</value>
    [Description("Published weights for the backbone, e.g. of an ImageNet classifier: a name of the catalogue, a path, or an address "
        + "with its SHA-256. Extra layers and predictors start afresh.")]
    public WeightSource? Pretrained { get; init; }

    /// <value>Default null: no detector to start from.</value>
    [Description("A detector to start from: a run (<experiment>/<run>, or latest for its run), or weights as for pretrained. Predictors of "
        + "another shape start afresh, as those of other classes do.")]
    public WeightSource? InitFrom { get; init; }

    /// <value>Default null: not clipped.</value>
    [Description("Largest norm of all gradients together; larger ones are scaled down. Not clipped when left out.")]
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double? ClipGradientNorm { get; init; }

    /// <value>Default none.</value>
    [Description("Regular expressions; parameters whose name matches one are not trained.")]
    [OneOrMany]
    [UniqueItems]
    public ValueList<string> Freeze { get; init; } = [];

    /// <value>Default: batch norm layers train, those of frozen parameters too.</value>
    [Description("What batch norm layers do in training, as a mode or as a map: train, freeze_statistics or freeze.")]
    public BatchNormOptions BatchNorm { get; init; } = new();

    /// <value>Default: the reference's.</value>
    [Description("Random changes of the training images.")]
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <value>Default 20 steps.</value>
    [Description("Steps between two lines of the log.")]
    [Range(1, int.MaxValue)]
    public int LogEvery { get; init; } = 20;

    /// <value>Default 1 epoch.</value>
    [Description("Epochs between two validations; 0 for none.")]
    [Range(0, int.MaxValue)]
    public int ValidateEvery { get; init; } = 1;

    /// <value>Default 1 epoch.</value>
    [Description("Epochs between two checkpoints; the last epoch always has one.")]
    [Range(1, int.MaxValue)]
    public int CheckpointEvery { get; init; } = 1;

    /// <value>Default 2.</value>
    [Description("Threads that read and augment images.")]
    [Range(1, 256)]
    public int Workers { get; init; } = 2;

    /// <value>Default 1024 MB.</value>
    [Description("Memory for decoded images in megabytes; 0 for no cache.")]
    [Range(0, 1_048_576)]
    public int CacheMb { get; init; } = 1024;

    /// <value>Default true.</value>
    [Description("Store images and weights channels last, which is faster on most machines.")]
    public bool ChannelsLast { get; init; } = true;

    /// <value>Default <see cref="NumericPrecision.Fp32"/>.</value>
    [Description("Precision of convolutions: auto (what the device is fast in), fp32, bf16 or fp16. Weights, batch norm and losses are in fp32 always.")]
    public NumericPrecision Precision { get; init; } = NumericPrecision.Fp32;

    /// <value>Default true.</value>
    [Description("CUDA: let float32 convolutions and products use TF32, which has float32's range and 10 bits of precision.")]
    public bool Tf32 { get; init; } = true;

    /// <value>Default 1.</value>
    [Description("Batches whose gradients are averaged for one optimiser step: batch_size times this many images a step.")]
    [Range(1, 65536)]
    public int AccumulateSteps { get; init; } = 1;

    /// <value>Default false.</value>
    [Description("Compute the backbone's blocks again in the backward pass instead of keeping what is in them: less memory, about a third more time.")]
    public bool GradientCheckpointing { get; init; }

    /// <value>Default null: no average.</value>
    [Description("A moving average of the weights, which validation and the finished training use in their place.")]
    public EmaOptions? Ema { get; init; }

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Pretrained is not null && InitFrom is not null)
        {
            yield return new ValidationResult("does not go with 'pretrained': a detector has a backbone. Expected one or the other", [nameof(InitFrom)]);
        }

        for (var i = 0; i < Freeze.Count; i++)
        {
            if (PatternCheck.FindFault(Freeze[i]) is { } problem) yield return new ValidationResult(problem, [$"{nameof(Freeze)}.{i}"]);
        }
    }
}
