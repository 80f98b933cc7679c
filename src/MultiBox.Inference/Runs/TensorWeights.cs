using MultiBox.Abstractions;
using MultiBox.Weights;
using static TorchSharp.torch;

namespace MultiBox.Inference.Runs;

/// <summary>TorchSharp's tensors as those of weight files.</summary>
internal static class TensorWeights
{
    private static readonly Dictionary<WeightType, ScalarType> _types = new()
    {
        [WeightType.F64] = ScalarType.Float64,
        [WeightType.F32] = ScalarType.Float32,
        [WeightType.F16] = ScalarType.Float16,
        [WeightType.BF16] = ScalarType.BFloat16,
        [WeightType.I64] = ScalarType.Int64,
        [WeightType.I32] = ScalarType.Int32,
        [WeightType.I16] = ScalarType.Int16,
        [WeightType.I8] = ScalarType.Int8,
        [WeightType.U8] = ScalarType.Byte,
        [WeightType.Bool] = ScalarType.Bool,
    };

    private static readonly Dictionary<ScalarType, WeightType> _weightTypes = _types.ToDictionary(type => type.Value, type => type.Key);

    /// <summary>TorchSharp's name of a type.</summary>
    /// <param name="type">The type.</param>
    public static ScalarType Dtype(WeightType type) => _types[type];

    /// <summary>A tensor to be written. It is copied, alone, only where it lies on another device or not row by row.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="tensor">The tensor, which is not changed or disposed and has to live until it was written.</param>
    /// <exception cref="MultiBoxException">It has a type that weight files lack, such as complex numbers.</exception>
    public static TensorSource Source(string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!_weightTypes.TryGetValue(tensor.dtype, out var type)) throw new MultiBoxException($"{name}: weight files hold no {tensor.dtype}. Expected {string.Join(", ", _weightTypes.Keys)}.");
        return new TensorSource(name, type, tensor.shape, stream =>
        {
            using var scope = NewDisposeScope();
            stream.Write(tensor.detach().cpu().contiguous().bytes);
        });
    }
}
