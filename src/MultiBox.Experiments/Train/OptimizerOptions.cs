using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>The optimiser and its settings.</summary>
public sealed record OptimizerOptions : IValidatableObject
{
    /// <value>Default <see cref="OptimizerName.Sgd"/>.</value>
    [Description("The optimiser.")]
    public OptimizerName Name { get; init; } = OptimizerName.Sgd;

    /// <value>Default 0.9; used by sgd and rmsprop.</value>
    [Description("Momentum of sgd and rmsprop.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Momentum { get; init; } = 0.9;

    /// <value>Default false; used by sgd.</value>
    [Description("Nesterov's form of the momentum of sgd.")]
    public bool Nesterov { get; init; }

    /// <value>Default 0.9 and 0.999; used by adam and adamw.</value>
    [Description("Decay of the running means of adam and adamw.")]
    [Length(2, 2)]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public ValueList<double> Betas { get; init; } = [0.9, 0.999];

    /// <value>Default 0.0005.</value>
    [Description("Weight decay.")]
    [Range(0.0, 1.0)]
    public double WeightDecay { get; init; } = 0.0005;

    /// <value>Default 1; the reference uses 2.</value>
    [Description("Factor of the learning rate for biases, except those of normalisation layers.")]
    [Range(0.0, 100.0)]
    public double BiasRateFactor { get; init; } = 1;

    /// <value>Default true.</value>
    [Description("Apply weight decay to the parameters of normalisation layers as well.")]
    public bool NormWeightDecay { get; init; } = true;

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Nesterov && (Name != OptimizerName.Sgd || Momentum == 0))
        {
            yield return new ValidationResult("needs optimiser sgd with a momentum above 0", [nameof(Nesterov)]);
        }
    }
}
