namespace MultiBox.Pipeline.Training;

/// <summary>How parameters are updated.</summary>
/// <param name="Kind">The method.</param>
/// <param name="Momentum">Of SGD and RMSprop.</param>
/// <param name="Nesterov">Nesterov momentum, SGD only.</param>
/// <param name="Beta1">First moment's decay, Adam and AdamW.</param>
/// <param name="Beta2">Second moment's decay, Adam and AdamW.</param>
/// <param name="WeightDecay">L2 penalty (decoupled in AdamW).</param>
/// <param name="BiasRateFactor">The biases' learning rate as a multiple of the weights'.</param>
/// <param name="NormWeightDecay">Whether the weights and biases of normalisation layers decay too.</param>
public sealed record OptimizerOptions(
    OptimizerKind Kind,
    double Momentum,
    bool Nesterov,
    double Beta1,
    double Beta2,
    double WeightDecay,
    double BiasRateFactor,
    bool NormWeightDecay);
