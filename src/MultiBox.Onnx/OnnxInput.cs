using static TorchSharp.torch;

namespace MultiBox.Onnx;

/// <summary>An input of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Type">The type of its elements.</param>
public sealed record OnnxInput(string Name, IReadOnlyList<OnnxDimension> Shape, ScalarType Type = ScalarType.Float32);
