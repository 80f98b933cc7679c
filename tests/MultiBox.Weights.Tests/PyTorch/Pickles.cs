using System.Text;

namespace MultiBox.Weights.Tests.PyTorch;

/// <summary>Hand-made files in PyTorch's older form.</summary>
internal static class Pickles
{
    private static readonly byte[] _head =
    [
        0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.', // The magic number.
        0x80, 0x02, (byte)'M', 0xe9, 0x03, (byte)'.', // Protocol 1001.
        0x80, 0x02, (byte)'}', (byte)'.', // No facts about the system.
    ];

    /// <summary>Letters as bytes, for pickles in text.</summary>
    public static byte[] Text(string pickle) => Encoding.Latin1.GetBytes(pickle);

    /// <summary>A file of one object without storages.</summary>
    public static byte[] Legacy(byte[] pickle, byte[]? storages = null) => [.. _head, .. pickle, .. storages ?? Text("].")];

    /// <summary>{"w": tensor of a storage with the numbers 0, 1, 2, ...}.</summary>
    public static byte[] OneTensor(int storage, long stated, int offset, int size) => Views(storage, stated, offset, count: 1, [size], [1]);

    /// <summary>{"w": ..., "0": ..., "1": ...}: the same view of a storage under several names.</summary>
    public static byte[] Views(int storage, int count, int[] shape, int[] strides) => Views(storage, storage, 0, count, shape, strides);

    private static byte[] Views(int storage, long stated, int offset, int count, int[] shape, int[] strides)
    {
        var others = string.Concat(Enumerable.Range(0, count - 1).Select(i => $"V{i}\ng7\ns"));
        var pickle = Text(
            $"(dVw\nctorch._utils\n_rebuild_tensor_v2\n((Vstorage\nctorch\nFloatStorage\nVs\nVcpu\nI{stated}\ntQI{offset}\n({Integers(shape)}t({Integers(strides)}tI00\nccollections\nOrderedDict\n)RtRp7\ns{others}.");
        var numbers = new List<byte>(Text("(lVs\na."));
        numbers.AddRange(BitConverter.GetBytes(stated));
        for (var i = 0; i < storage; i++) numbers.AddRange(BitConverter.GetBytes((float)i));
        return Legacy(pickle, [.. numbers]);
    }

    private static string Integers(int[] numbers) => string.Concat(numbers.Select(number => $"I{number}\n"));
}
