using System.Runtime.InteropServices;

namespace MultiBox.Weights;

/// <summary>One tensor of a weight file, in memory.</summary>
public sealed class WeightTensor
{
    /// <summary>Takes the data without copying it.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="type">The type of its numbers.</param>
    /// <param name="shape">Its sizes, outermost first; none for a single number.</param>
    /// <param name="data">The numbers, little-endian, in row-major order.</param>
    /// <exception cref="ArgumentException">The data does not fill the shape.</exception>
    public WeightTensor(string name, WeightType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        (Name, Type, Shape, Data) = (name, type, shape, data);
        if (Elements(shape) is not { } count || count > int.MaxValue || count * type.Size() != data.Length)
        {
            throw new ArgumentException($"{name}: {data.Length} bytes do not fill {type} [{string.Join(", ", shape)}].", nameof(data));
        }

        Count = (int)count;
    }

    /// <summary>Its name in the file.</summary>
    public string Name { get; }

    /// <summary>The type of its numbers.</summary>
    public WeightType Type { get; }

    /// <summary>Its sizes, outermost first; none for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The numbers, little-endian, in row-major order.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>How many numbers it has.</summary>
    public int Count { get; }

    /// <summary>The numbers as 32-bit floats.</summary>
    public float[] ToFloats()
    {
        var bytes = Data.Span;
        var values = new float[Count];
        switch (Type)
        {
            case WeightType.F32: MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values); break;
            case WeightType.F64: Convert<double>(bytes, values, x => (float)x); break;
            case WeightType.F16: Convert<Half>(bytes, values, x => (float)x); break;
            case WeightType.BF16: Convert<ushort>(bytes, values, x => BitConverter.UInt32BitsToSingle((uint)x << 16)); break;
            case WeightType.I64: Convert<long>(bytes, values, x => x); break;
            case WeightType.I32: Convert<int>(bytes, values, x => x); break;
            case WeightType.I16: Convert<short>(bytes, values, x => x); break;
            case WeightType.I8: Convert<sbyte>(bytes, values, x => x); break;
            case WeightType.U8: Convert<byte>(bytes, values, x => x); break;
            case WeightType.Bool: Convert<byte>(bytes, values, x => x == 0 ? 0 : 1); break;
            default: throw new InvalidOperationException($"Unknown type {Type}.");
        }

        return values;
    }

    /// <summary>The number of elements of a shape; null when a size is negative or the product has no place in 63 bits.</summary>
    internal static long? Elements(IReadOnlyList<long> shape)
    {
        long count = 1;
        foreach (var size in shape)
        {
            if (size < 0) return null;
            // Sizes beside a 0 are bounded too: whoever multiplies them later must not overflow.
            if (Math.BigMul(count, Math.Max(1, size), out var product) != 0 || product < 0) return null;
            count = product;
        }

        return shape.Contains(0) ? 0 : count;
    }

    private static void Convert<T>(ReadOnlySpan<byte> bytes, float[] values, Func<T, float> convert)
        where T : unmanaged
    {
        var source = MemoryMarshal.Cast<byte, T>(bytes);
        for (var i = 0; i < values.Length; i++) values[i] = convert(source[i]);
    }
}
