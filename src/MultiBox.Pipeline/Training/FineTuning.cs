using TorchSharp;

namespace MultiBox.Pipeline.Training;

/// <summary>What of a network does not train as the rest does.</summary>
/// <param name="FrozenTensors">The number of parameters that do not train: they require no gradient.</param>
/// <param name="FrozenStatistics">Batch norm layers that normalise by their running statistics in training as well, and keep them.</param>
/// <param name="RateFactors">Factors of the learning rate by the names of parameters; a parameter without one has 1.</param>
public sealed record FineTuning(
    int FrozenTensors, IReadOnlyList<torch.nn.Module> FrozenStatistics, IReadOnlyDictionary<string, double> RateFactors);
