using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>
/// Reads MXNet's <c>.params</c> files, all versions (v0 to v3) of dense arrays. Names keep their prefix <c>arg:</c> or <c>aux:</c>; a
/// file without names calls its arrays 0, 1, 2, ...
/// </summary>
public static class MxnetParamsReader
{
    private const string Format = "MXNet params";
    private const ulong ListMagic = 0x112;
    private const uint V1 = 0xF993FAC8;
    private const uint V2 = 0xF993FAC9;
    private const uint V3 = 0xF993FACA;
    private const int MaxDimensions = 32;

    // An empty array takes four bytes at least.
    private const int SmallestArray = 4;

    /// <summary>Whether a file begins as this format does.</summary>
    /// <param name="head">The first bytes.</param>
    internal static bool Recognises(ReadOnlySpan<byte> head) => head.Length >= 8 && BitConverter.ToUInt64(head) == ListMagic;

    /// <summary>Reads all arrays.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">The file is damaged or holds sparse arrays: what and where.</exception>
    public static WeightFile Read(string path)
    {
        using var stream = File.OpenRead(path);
        try
        {
            return Read(path, new ByteReader(stream));
        }
        catch (InvalidDataException fault)
        {
            throw WeightFaults.Damaged(path, Format, fault.Message);
        }
    }

    private static WeightFile Read(string path, ByteReader reader)
    {
        if (reader.U64() is var magic and not ListMagic) throw new InvalidDataException($"it begins with 0x{magic:x}, expected 0x112");
        reader.U64();
        var count = Count(reader, SmallestArray, "arrays");
        var arrays = new List<(WeightType Type, long[] Shape, byte[] Data)>();
        for (var i = 0; i < count; i++) arrays.Add(ReadArray(reader, i));
        var names = new List<string>();
        var named = Count(reader, sizeof(ulong), "names");
        if (named != 0 && named != count) throw new InvalidDataException($"it has {count} arrays but {named} names");
        for (var i = 0; i < named; i++) names.Add(Encoding.UTF8.GetString(reader.Bytes(Length(reader))));
        if (reader.Remaining > 0) throw new InvalidDataException($"{reader.Remaining} bytes follow its end at byte {reader.Position}");
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice) throw new InvalidDataException($"array '{twice.Key}' is listed {twice.Count()} times");

        return new WeightFile(
            path, Format, [.. arrays.Select((array, i) => new WeightTensor(named == 0 ? $"{i}" : names[i], array.Type, array.Shape, array.Data))], []);
    }

    private static (WeightType Type, long[] Shape, byte[] Data) ReadArray(ByteReader reader, int index)
    {
        var start = reader.Position;
        var magic = reader.U32();
        long[] shape;
        switch (magic)
        {
            case V2 or V3:
                if (reader.I32() is var storage and not 0) throw new InvalidDataException($"array {index} at byte {start} is sparse (storage type {storage}); only dense arrays are read");
                var dimensions = reader.I32();
                // An array that was never filled has no shape, and nothing follows.
                if (dimensions == (magic == V2 ? 0 : -1)) return (WeightType.F32, [0], []);
                shape = Shape(reader, index, dimensions, wide: true);
                break;
            case V1:
                shape = Shape(reader, index, reader.I32(), wide: true);
                break;
            default:
                // The oldest form has no magic: this is the number of dimensions.
                shape = Shape(reader, index, magic > MaxDimensions ? throw new InvalidDataException($"array {index} at byte {start} begins with 0x{magic:x}, which is no array") : (int)magic, wide: false);
                break;
        }

        if (shape.Length == 0 && magic is not V3) return (WeightType.F32, [0], []);
        reader.I32(); // The kind of device, and
        reader.I32(); // its number, do not matter.
        var type = reader.I32() switch
        {
            0 => WeightType.F32,
            1 => WeightType.F64,
            2 => WeightType.F16,
            3 => WeightType.U8,
            4 => WeightType.I32,
            5 => WeightType.I8,
            6 => WeightType.I64,
            var other => throw new InvalidDataException($"array {index} at byte {start} has type {other}, which is none of 0 to 6"),
        };
        var bytes = WeightTensor.Elements(shape) is { } elements && elements <= reader.Remaining ? elements * type.Size() : long.MaxValue;
        if (bytes > reader.Remaining) throw new InvalidDataException($"array {index} at byte {start} has the shape [{string.Join(", ", shape)}], but {reader.Remaining} bytes follow");
        return (type, shape, reader.Bytes(bytes));
    }

    private static long[] Shape(ByteReader reader, int index, int dimensions, bool wide)
    {
        if (dimensions is < 0 or > MaxDimensions) throw new InvalidDataException($"array {index} claims {dimensions} dimensions before byte {reader.Position}");
        var shape = new long[dimensions];
        for (var i = 0; i < dimensions; i++) shape[i] = wide ? reader.I64() : reader.U32();
        if (shape.Any(size => size < 0)) throw new InvalidDataException($"array {index} has the shape [{string.Join(", ", shape)}] before byte {reader.Position}");
        return shape;
    }

    private static int Count(ByteReader reader, int smallest, string what)
    {
        var count = reader.U64();
        return count <= (ulong)(reader.Remaining / smallest) ? (int)count : throw new InvalidDataException($"it claims {count} {what}, but {reader.Remaining} bytes follow");
    }

    private static long Length(ByteReader reader)
    {
        var length = reader.U64();
        return length <= (ulong)reader.Remaining ? (long)length : throw new InvalidDataException($"a name of {length} bytes is announced at byte {reader.Position}, but {reader.Remaining} follow");
    }
}
