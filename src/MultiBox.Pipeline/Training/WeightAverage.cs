using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// An exponential moving average of a network's weights, running statistics included: average += (1 - d) x (weights - average) after each
/// step. d grows to the decay, as (1 + steps) / (10 + steps), so that the first weights, which are random, are soon forgotten.
/// </summary>
public sealed class WeightAverage : IDisposable
{
    private readonly double _decay;
    private readonly Tensor[] _weights;
    private readonly Tensor[] _averages;

    /// <summary>Starts with the network's weights.</summary>
    /// <param name="network">The network; frozen parameters are averaged like all others.</param>
    /// <param name="decay">The decay, 0..1; 0.9998 remembers some 5,000 steps.</param>
    public WeightAverage(nn.Module network, double decay)
    {
        ArgumentNullException.ThrowIfNull(network);
        _decay = decay;
        using var noGradients = no_grad();
        // A tensor that has two names is one tensor.
        _weights = [.. network.state_dict().Values.Where(value => value.is_floating_point()).Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>()];
        _averages = [.. _weights.Select(weight => weight.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>Moves the average towards the weights.</summary>
    /// <param name="steps">Optimiser steps done since the start.</param>
    public void Update(long steps)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        TensorScripts.Approach(_averages, _weights, 1 - Math.Min(_decay, (1.0 + steps) / (10.0 + steps)));
    }

    /// <summary>Puts the average into the network and keeps the weights in its place; a second time undoes it.</summary>
    public void Swap()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var (weight, average) in _weights.Zip(_averages))
        {
            using var kept = weight.detach().clone();
            weight.copy_(average);
            average.copy_(kept);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var average in _averages) average.Dispose();
    }
}
