using System.Buffers.Binary;
using System.Text;

namespace MultiBox.Weights;

/// <summary>
/// Writes the pickle of a state dictionary, protocol 2, with the instructions that PyTorch itself uses: an OrderedDict of tensors, each
/// rebuilt from a storage of its own that lies outside.
/// </summary>
internal static class StatePickler
{
    /// <summary>Makes the pickle.</summary>
    /// <param name="tensors">The tensors; the storage of tensor i has the key i.</param>
    public static byte[] Pickle(IReadOnlyList<TensorSource> tensors)
    {
        using var output = new MemoryStream();
        Write(output, [0x80, 2]); // PROTO
        NewDictionary(output);
        if (tensors.Count > 0)
        {
            Write(output, "("u8); // MARK
            for (var i = 0; i < tensors.Count; i++)
            {
                Text(output, tensors[i].Name);
                Tensor(output, tensors[i], $"{i}");
            }

            Write(output, "u"u8); // SETITEMS
        }

        Write(output, "."u8); // STOP
        return output.ToArray();
    }

    // _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)
    private static void Tensor(MemoryStream output, TensorSource tensor, string key)
    {
        Global(output, "torch._utils", "_rebuild_tensor_v2");
        Write(output, "(("u8);
        Text(output, "storage");
        Global(output, "torch", PickleGlobal.StorageName(tensor.Type));
        Text(output, key);
        Text(output, "cpu");
        Integer(output, tensor.Count!.Value);
        Write(output, "tQ"u8); // TUPLE, BINPERSID
        Integer(output, 0);
        Integers(output, tensor.Shape);
        Integers(output, RowMajor(tensor.Shape));
        Write(output, [0x89]); // NEWFALSE
        NewDictionary(output);
        Write(output, "tR"u8); // TUPLE, REDUCE
    }

    private static long[] RowMajor(IReadOnlyList<long> shape)
    {
        var strides = new long[shape.Count];
        var stride = 1L;
        for (var i = shape.Count - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(1, shape[i]);
        }

        return strides;
    }

    private static void NewDictionary(MemoryStream output)
    {
        Global(output, "collections", "OrderedDict");
        Write(output, ")R"u8); // EMPTY_TUPLE, REDUCE
    }

    private static void Global(MemoryStream output, string module, string name) => Write(output, Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    private static void Text(MemoryStream output, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> head = stackalloc byte[5];
        head[0] = (byte)'X'; // BINUNICODE
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], bytes.Length);
        Write(output, head);
        Write(output, bytes);
    }

    private static void Integers(MemoryStream output, IReadOnlyList<long> numbers)
    {
        Write(output, "("u8);
        foreach (var number in numbers) Integer(output, number);
        Write(output, "t"u8);
    }

    private static void Integer(MemoryStream output, long number)
    {
        Span<byte> bytes = stackalloc byte[10];
        if (number <= int.MaxValue)
        {
            bytes[0] = (byte)'J'; // BININT
            BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], (int)number);
            Write(output, bytes[..5]);
            return;
        }

        (bytes[0], bytes[1]) = (0x8a, 8); // LONG1
        BinaryPrimitives.WriteInt64LittleEndian(bytes[2..], number);
        Write(output, bytes);
    }

    private static void Write(MemoryStream output, ReadOnlySpan<byte> bytes) => output.Write(bytes);
}
