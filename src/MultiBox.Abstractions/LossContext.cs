using MultiBox.Boxes;

namespace MultiBox.Abstractions;

/// <summary>What a loss is built for.</summary>
/// <param name="DefaultBoxes">The network's default boxes, A of them.</param>
/// <param name="BoxCoder">The coder of the offsets.</param>
/// <param name="ClassCount">C, the number of classes with the background.</param>
public sealed record LossContext(DefaultBoxes DefaultBoxes, BoxCoder BoxCoder, int ClassCount);
