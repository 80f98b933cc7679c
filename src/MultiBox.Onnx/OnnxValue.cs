namespace MultiBox.Onnx;

/// <summary>A tensor that a graph takes, holds or computes. It belongs to its graph.</summary>
public sealed class OnnxValue
{
    internal OnnxValue(OnnxGraph? graph, string name) => (Graph, Name) = (graph, name);

    /// <summary>Stands for an optional input of an operator that is left out.</summary>
    public static OnnxValue None { get; } = new(null, "");

    /// <summary>The name in the file; that of an output is given when it is declared.</summary>
    public string Name { get; internal set; }

    internal OnnxGraph? Graph { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
