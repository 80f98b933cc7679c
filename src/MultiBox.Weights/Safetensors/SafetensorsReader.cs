using System.Text.Json;
using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>Reads safetensors files: u64 length of a JSON header, the header (name -> dtype, shape, data_offsets), the data.</summary>
public static class SafetensorsReader
{
    private const string Format = "safetensors";
    private const long MaxHeaderBytes = 100_000_000; // The limit of the reference implementation.

    private static readonly Dictionary<string, WeightType> _types = new()
    {
        ["F64"] = WeightType.F64,
        ["F32"] = WeightType.F32,
        ["F16"] = WeightType.F16,
        ["BF16"] = WeightType.BF16,
        ["I64"] = WeightType.I64,
        ["I32"] = WeightType.I32,
        ["I16"] = WeightType.I16,
        ["I8"] = WeightType.I8,
        ["U8"] = WeightType.U8,
        ["BOOL"] = WeightType.Bool,
    };

    /// <summary>Whether a file begins as this format does: a length, then a JSON object.</summary>
    /// <param name="head">The first bytes.</param>
    internal static bool Recognises(ReadOnlySpan<byte> head) =>
        head.Length > 8 && head[8] == (byte)'{' && BitConverter.ToUInt64(head) is > 1 and <= (ulong)MaxHeaderBytes;

    /// <summary>Reads all tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">The file is damaged: what and where.</exception>
    public static WeightFile Read(string path)
    {
        using var stream = File.OpenRead(path);
        try
        {
            var reader = new ByteReader(stream);
            var length = reader.U64();
            if (length > (ulong)Math.Min(MaxHeaderBytes, reader.Remaining)) throw new InvalidDataException($"its header claims {length} bytes, but {reader.Remaining} follow");
            using var document = JsonDocument.Parse(reader.Bytes((long)length));
            var start = reader.Position;
            var entries = Entries(document.RootElement, stream.Length - start);
            var tensors = new List<WeightTensor>();
            foreach (var (name, type, shape, begin, end) in entries)
            {
                stream.Position = start + begin;
                tensors.Add(new WeightTensor(name, type, shape, reader.Bytes(end - begin)));
            }

            return new WeightFile(path, Format, tensors, []);
        }
        catch (Exception fault) when (fault is InvalidDataException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw WeightFaults.Damaged(path, Format, fault.Message.TrimEnd('.'));
        }
    }

    private static List<(string Name, WeightType Type, long[] Shape, long Begin, long End)> Entries(JsonElement header, long dataBytes)
    {
        var entries = new List<(string Name, WeightType Type, long[] Shape, long Begin, long End)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in header.EnumerateObject().Where(property => property.Name != "__metadata__"))
        {
            var name = property.Name;
            if (!names.Add(name)) throw new InvalidDataException($"tensor '{name}' is listed twice");
            var dtype = property.Value.GetProperty("dtype").GetString() ?? "";
            if (!_types.TryGetValue(dtype, out var type)) throw new InvalidDataException($"tensor '{name}' has the unknown dtype '{dtype}'");
            var shape = Wholes(name, property.Value.GetProperty("shape"));
            var offsets = Wholes(name, property.Value.GetProperty("data_offsets"));
            if (offsets is not [var begin, var end] || end < begin) throw new InvalidDataException($"tensor '{name}': data_offsets are no begin and end");
            if (WeightTensor.Elements(shape) is not { } count || count > long.MaxValue / 8 || count * type.Size() != end - begin)
            {
                throw new InvalidDataException($"tensor '{name}': {dtype} [{string.Join(", ", shape)}] does not fill bytes {begin} to {end}");
            }

            entries.Add((name, type, shape, begin, end));
        }

        // The format wants every byte to belong to exactly one tensor.
        long covered = 0;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != covered) throw new InvalidDataException($"tensor '{entry.Name}' begins at byte {entry.Begin} of the data, expected {covered}");
            covered = entry.End;
        }

        return covered == dataBytes ? entries : throw new InvalidDataException($"its tensors take {covered} bytes, but {dataBytes} follow");
    }

    private static long[] Wholes(string name, JsonElement array) =>
    [
        .. array.EnumerateArray().Select(number => number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value) && value >= 0
            ? value
            : throw new InvalidDataException($"tensor '{name}': {number.GetRawText()} is no size or offset")),
    ];
}
