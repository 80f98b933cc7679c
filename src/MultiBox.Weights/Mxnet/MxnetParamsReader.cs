using System.Buffers.Binary;
using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>
/// Reads MXNet's <c>.params</c> files, all versions (v0 to v3) of dense arrays. Names keep their prefix <c>arg:</c> or <c>aux:</c>; a
/// file without names calls its arrays 0, 1, 2, ...
/// </summary>
public static class MxnetParamsReader
{
    // An empty array takes four bytes at least.
    private const int SmallestArray = 4;

    /// <summary>Whether a file begins as this format does.</summary>
    /// <param name="head">The first bytes.</param>
    internal static bool Recognises(ReadOnlySpan<byte> head) => head.Length >= 8 && BinaryPrimitives.ReadUInt64LittleEndian(head) == MxnetParams.ListMagic;

    /// <summary>Reads all arrays.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">The file is damaged or holds sparse arrays: what and where.</exception>
    public static WeightFile Read(string path) => WeightStream.Read(path, MxnetParams.Format, stream => Read(path, new ByteReader(stream)));

    private static WeightFile Read(string path, ByteReader reader)
    {
        if (reader.U64() is var magic and not MxnetParams.ListMagic) throw new InvalidDataException($"it begins with 0x{magic:x}, expected 0x112");
        reader.U64();
        var count = Count(reader, SmallestArray, "arrays");
        var arrays = new List<(WeightType Type, long[] Shape, byte[] Data)>();
        for (var i = 0; i < count; i++) arrays.Add(ReadArray(reader, i));
        var names = new List<string>();
        var named = Count(reader, sizeof(ulong), "names");
        if (named != 0 && named != count) throw new InvalidDataException($"it has {count} arrays but {named} names");
        for (var i = 0; i < named; i++) names.Add(Encoding.UTF8.GetString(reader.TextBytes((long)Math.Min(reader.U64(), long.MaxValue))));
        if (reader.Remaining > 0) throw new InvalidDataException($"{reader.Remaining} bytes follow its end at byte {reader.Position}");
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice) throw new InvalidDataException($"array '{twice.Key}' is listed {twice.Count()} times");

        return new WeightFile(
            path, MxnetParams.Format, [.. arrays.Select((array, i) => new WeightTensor(named == 0 ? $"{i}" : names[i], array.Type, array.Shape, array.Data))], []);
    }

    private static (WeightType Type, long[] Shape, byte[] Data) ReadArray(ByteReader reader, int index)
    {
        var start = reader.Position;
        var magic = reader.U32();
        long[] shape;
        switch (magic)
        {
            case MxnetParams.V2 or MxnetParams.V3:
                if (reader.I32() is var storage and not 0) throw new InvalidDataException($"array {index} at byte {start} is sparse (storage type {storage}); only dense arrays are read");
                var dimensions = reader.I32();
                // An array that was never filled has no shape, and nothing follows.
                if (dimensions == (magic == MxnetParams.V2 ? 0 : -1)) return (WeightType.F32, [0], []);
                shape = Shape(reader, index, dimensions, wide: true);
                break;
            case MxnetParams.V1:
                shape = Shape(reader, index, reader.I32(), wide: true);
                break;
            default:
                // The oldest form has no magic: this is the number of dimensions.
                shape = Shape(reader, index, magic > WeightLimits.Dimensions ? throw new InvalidDataException($"array {index} at byte {start} begins with 0x{magic:x}, which is no array") : (int)magic, wide: false);
                break;
        }

        if (shape.Length == 0 && magic is not MxnetParams.V3) return (WeightType.F32, [0], []);
        reader.I32(); // The kind of device, and
        reader.I32(); // its number, do not matter.
        var flag = reader.I32();
        var type = MxnetParams.Type(flag) ?? throw new InvalidDataException($"array {index} at byte {start} has type {flag}, which is none of 0 to 6");
        var bytes = WeightTensor.Elements(shape) is { } elements && elements <= reader.Remaining ? elements * type.Size() : long.MaxValue;
        if (bytes > reader.Remaining) throw new InvalidDataException($"array {index} at byte {start} has the shape [{string.Join(", ", shape)}], but {reader.Remaining} bytes follow");
        return (type, shape, reader.Bytes(bytes));
    }

    private static long[] Shape(ByteReader reader, int index, int dimensions, bool wide)
    {
        if (dimensions is < 0 or > WeightLimits.Dimensions) throw new InvalidDataException($"array {index} claims {dimensions} dimensions before byte {reader.Position}");
        var shape = new long[dimensions];
        for (var i = 0; i < dimensions; i++) shape[i] = wide ? reader.I64() : reader.U32();
        if (shape.Any(size => size < 0)) throw new InvalidDataException($"array {index} has the shape [{string.Join(", ", shape)}] before byte {reader.Position}");
        return shape;
    }

    private static int Count(ByteReader reader, int smallest, string what)
    {
        var count = reader.U64();
        if (count > (ulong)(reader.Remaining / smallest)) throw new InvalidDataException($"it claims {count} {what}, but {reader.Remaining} bytes follow");
        return count <= WeightLimits.Tensors ? (int)count : throw new InvalidDataException($"it has {count} {what}, expected at most {WeightLimits.Tensors}");
    }
}
