using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using MultiBox.Onnx.Format;

namespace MultiBox.Onnx;

/// <summary>An attribute of a node. Pairs of a name and a value convert to it: <c>("axis", 1)</c>.</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "ONNX calls it so.")]
public sealed class OnnxAttribute
{
    private OnnxAttribute(AttributeProto proto) => Proto = proto;

    internal AttributeProto Proto { get; }

    /// <summary>An integer.</summary>
    /// <param name="pair">Name and value.</param>
    public static implicit operator OnnxAttribute((string Name, long Value) pair) => Of(pair.Name, pair.Value);

    /// <summary>A number.</summary>
    /// <param name="pair">Name and value.</param>
    public static implicit operator OnnxAttribute((string Name, float Value) pair) => Of(pair.Name, pair.Value);

    /// <summary>A text.</summary>
    /// <param name="pair">Name and value.</param>
    public static implicit operator OnnxAttribute((string Name, string Value) pair) => Of(pair.Name, pair.Value);

    /// <summary>Integers.</summary>
    /// <param name="pair">Name and values.</param>
    public static implicit operator OnnxAttribute((string Name, long[] Values) pair) => Of(pair.Name, pair.Values);

    /// <summary>An integer.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="value">The value.</param>
    public static OnnxAttribute Of(string name, long value) => new(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value });

    /// <summary>A number.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="value">The value.</param>
    public static OnnxAttribute Of(string name, float value) => new(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value });

    /// <summary>A text.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="value">The value.</param>
    public static OnnxAttribute Of(string name, string value) =>
        new(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) });

    /// <summary>Integers.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="values">The values.</param>
    public static OnnxAttribute Of(string name, params IEnumerable<long> values)
    {
        var proto = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        proto.Ints.AddRange(values);
        return new(proto);
    }

    /// <summary>Numbers.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="values">The values.</param>
    public static OnnxAttribute Of(string name, params IEnumerable<float> values)
    {
        var proto = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        proto.Floats.AddRange(values);
        return new(proto);
    }
}
