namespace MultiBox.Weights;

/// <summary>The place of a tensor in its storage, checked.</summary>
internal sealed class StorageView
{
    private readonly PickleTensor _tensor;
    private readonly long _count;
    private readonly int _size;

    /// <summary>Checks the place.</summary>
    /// <param name="name">The tensor's name, for messages.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="InvalidDataException">It leaves its storage, or has more numbers than that.</exception>
    public StorageView(string name, PickleTensor tensor)
    {
        var (storage, offset, shape, strides) = _tensor = tensor;
        _size = storage.Type.Size();
        _count = WeightTensor.Elements(shape) ?? throw new InvalidDataException($"tensor '{name}' has the shape [{string.Join(", ", shape)}]");
        var last = (Int128)offset;
        if (_count > 0)
        {
            for (var i = 0; i < shape.Length; i++) last += (Int128)(shape[i] - 1) * strides[i];
        }

        var beyond = _count == 0 ? offset > storage.Count : last >= storage.Count || strides.Any(stride => stride < 0);
        if (_count > storage.Count || offset < 0 || beyond)
        {
            throw new InvalidDataException($"tensor '{name}' [{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}] at {offset} leaves its storage of {storage.Count} numbers");
        }
    }

    /// <summary>How many bytes the tensor's numbers take.</summary>
    public long Bytes => _count * _size;

    /// <summary>The tensor's numbers in row-major order.</summary>
    /// <param name="storage">The whole storage.</param>
    public ReadOnlyMemory<byte> Of(byte[] storage)
    {
        if (_count == 0) return ReadOnlyMemory<byte>.Empty;
        var (start, bytes) = ((int)(_tensor.Offset * _size), (int)Bytes);
        return IsRowMajor() ? storage.AsMemory(start, bytes) : Packed(storage, start, bytes);
    }

    private bool IsRowMajor()
    {
        long expected = 1;
        for (var d = _tensor.Shape.Length - 1; d >= 0; d--)
        {
            if (_tensor.Shape[d] != 1 && _tensor.Strides[d] != expected) return false;
            expected *= _tensor.Shape[d];
        }

        return true;
    }

    private byte[] Packed(byte[] storage, int start, int bytes)
    {
        // Without the sizes of 1, which take time and move nothing.
        var sizes = _tensor.Shape.Zip(_tensor.Strides).Where(pair => pair.First != 1).ToArray();
        var packed = GC.AllocateUninitializedArray<byte>(bytes);
        var index = new long[sizes.Length];
        var source = (long)start;
        for (var target = 0; target < bytes; target += _size)
        {
            storage.AsSpan((int)source, _size).CopyTo(packed.AsSpan(target));
            for (var d = sizes.Length - 1; d >= 0; d--)
            {
                var (size, stride) = sizes[d];
                source += stride * _size;
                if (++index[d] < size) break;
                source -= size * stride * _size;
                index[d] = 0;
            }
        }

        return packed;
    }
}
