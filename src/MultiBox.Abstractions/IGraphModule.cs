namespace MultiBox.Abstractions;

/// <summary>
/// A module that can say what its <c>forward</c> computes, step by step. It is optional: a network of which every module says so can be
/// exported and runs faster in detection; any other trains, evaluates and detects as it is.
/// </summary>
public interface IGraphModule
{
    /// <summary>Adds to a graph what <c>forward</c> computes in evaluation mode: dropout does nothing, batch norm uses its running statistics.</summary>
    /// <param name="graph">The graph; its methods stand for the operations on tensors.</param>
    /// <param name="inputs">One value for each tensor that <c>forward</c> takes, in order.</param>
    /// <returns>One value for each tensor that <c>forward</c> returns, in order; a head's offsets, then its logits.</returns>
    IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs);
}
