namespace MultiBox.Weights;

/// <summary>A tensor to be written; its numbers are asked for when it is its turn, so that not all need be in memory at once.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Shape">Its sizes, outermost first; none for a single number.</param>
/// <param name="Write">Writes the numbers, little-endian, in row-major order; called once.</param>
public sealed record TensorSource(string Name, WeightType Type, IReadOnlyList<long> Shape, Action<Stream> Write)
{
    /// <summary>A tensor that is in memory.</summary>
    /// <param name="tensor">The tensor.</param>
    public static TensorSource Of(WeightTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new TensorSource(tensor.Name, tensor.Type, tensor.Shape, stream => stream.Write(tensor.Data.Span));
    }

    /// <summary>How many numbers it has; null when its shape is none.</summary>
    internal long? Count => WeightTensor.Elements(Shape);

    /// <summary>How many bytes its numbers take; 0 when its shape is none.</summary>
    internal long Bytes => (Count ?? 0) * Type.Size();

    /// <summary>Writes the numbers and checks how many came.</summary>
    /// <param name="stream">The file, where the numbers are to lie.</param>
    /// <exception cref="InvalidOperationException">Their number is not that of the shape.</exception>
    internal void WriteTo(Stream stream)
    {
        var start = stream.Position;
        Write(stream);
        if (stream.Position - start != Bytes)
        {
            throw new InvalidOperationException($"{Name}: {stream.Position - start} bytes were written for {Type} [{string.Join(", ", Shape)}], expected {Bytes}.");
        }
    }
}
