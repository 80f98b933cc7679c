using static TorchSharp.torch;

namespace MultiBox.Onnx;

/// <summary>An operation of a graph.</summary>
internal sealed record OnnxNode(string Operation, string Name, OnnxValue[] Inputs, OnnxValue[] Outputs, OnnxAttribute[] Attributes);

/// <summary>A tensor that a file holds: its elements one after the other, little-endian.</summary>
internal sealed record OnnxConstant(OnnxValue Value, ScalarType Type, long[] Shape, byte[] Content);

/// <summary>An input or output of a graph.</summary>
internal sealed record OnnxPort(OnnxValue Value, ScalarType Type, IReadOnlyList<OnnxDimension> Shape);

/// <summary>Puts a name on a stack until it is disposed.</summary>
internal sealed class OnnxScope : IDisposable
{
    private readonly List<string> _scopes;
    private readonly int _depth;

    public OnnxScope(List<string> scopes, string name)
    {
        (_scopes, _depth) = (scopes, scopes.Count);
        scopes.Add(name);
    }

    public void Dispose() => _scopes.RemoveRange(_depth, _scopes.Count - _depth);
}
