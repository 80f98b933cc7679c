using System.Buffers.Binary;
using System.Text.Json;
using MultiBox.Abstractions;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Checkpoints;

/// <summary>
/// Reads and writes the safetensors format: u64 length of a JSON header, the header (name -> dtype, shape, data_offsets), then the
/// raw little-endian data. Python's <c>safetensors</c> reads the files.
/// </summary>
public static class Safetensors
{
    private const int MaxHeaderBytes = 100_000_000; // The limit of the reference implementation.

    private static readonly Dictionary<string, ScalarType> _types = new()
    {
        ["F64"] = ScalarType.Float64,
        ["F32"] = ScalarType.Float32,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["I64"] = ScalarType.Int64,
        ["I32"] = ScalarType.Int32,
        ["I16"] = ScalarType.Int16,
        ["I8"] = ScalarType.Int8,
        ["U8"] = ScalarType.Byte,
        ["BOOL"] = ScalarType.Bool,
    };

    private static readonly Dictionary<ScalarType, string> _names = _types.ToDictionary(type => type.Value, type => type.Key);

    /// <summary>Writes tensors, sorted by name, so that equal tensors make equal bytes. The file appears whole or not at all.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="tensors">Tensors by name, on any device; nobody's tensor is changed or disposed.</param>
    /// <param name="metadata">Free text pairs for the header.</param>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using var scope = NewDisposeScope();
        var sorted = tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal).ToList();
        var header = new SortedDictionary<string, object>(StringComparer.Ordinal);
        if (metadata is { Count: > 0 }) header["__metadata__"] = new SortedDictionary<string, string>(metadata.ToDictionary(), StringComparer.Ordinal);
        long offset = 0;
        foreach (var (name, tensor) in sorted)
        {
            var end = offset + (tensor.numel() * tensor.element_size());
            header[name] = new { dtype = _names[tensor.dtype], shape = tensor.shape, data_offsets = new[] { offset, end } };
            offset = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (json.Length + 7) / 8 * 8; // The data starts 8-byte aligned; the format allows trailing spaces.
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded);
            stream.Write(length);
            stream.Write(json);
            for (var i = json.Length; i < padded; i++) stream.WriteByte((byte)' ');
            foreach (var (_, tensor) in sorted) stream.Write(tensor.detach().cpu().contiguous().bytes);
        });
    }

    /// <summary>Reads all tensors.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Tensors by name on the CPU; the caller disposes them.</returns>
    /// <exception cref="MultiBoxException">The file is damaged: what and where.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        if (!File.Exists(path)) throw new MultiBoxException($"{path}: there is no such file. Use another checkpoint, or train again.");
        using var stream = File.OpenRead(path);
        var (entries, dataStart) = ReadHeader(path, stream);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var (name, entry) in entries)
            {
                var tensor = empty(entry.Shape, dtype: entry.Type);
                tensors[name] = tensor.DetachFromDisposeScope();
                stream.Position = dataStart + entry.Begin;
                if (entry.End > entry.Begin) stream.ReadExactly(tensor.bytes);
            }
        }
        catch
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            throw;
        }

        return tensors;
    }

    private static (Dictionary<string, Entry> Entries, long DataStart) ReadHeader(string path, FileStream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.Length < 8) throw Damaged(path, $"at least 8 bytes are expected, found {stream.Length}");
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > (ulong)stream.Length - 8) throw Damaged(path, $"its header claims {length} bytes, but {stream.Length - 8} follow");
        if (length > MaxHeaderBytes) throw Damaged(path, $"its header claims {length} bytes, more than the {MaxHeaderBytes} that the format allows");

        var json = new byte[(int)length];
        stream.ReadExactly(json);
        var dataStart = 8 + (long)length;
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var property in document.RootElement.EnumerateObject().Where(property => property.Name != "__metadata__"))
            {
                if (!entries.TryAdd(property.Name, Entry.Parse(property))) throw new InvalidDataException($"tensor '{property.Name}' is listed twice");
            }

            RefuseGaps(entries, stream.Length - dataStart);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or InvalidDataException)
        {
            throw Damaged(path, $"its header cannot be read: {fault.Message}");
        }

        return (entries, dataStart);
    }

    // The format wants every byte to belong to exactly one tensor.
    private static void RefuseGaps(Dictionary<string, Entry> entries, long dataBytes)
    {
        long covered = 0;
        foreach (var (name, entry) in entries.OrderBy(entry => entry.Value.Begin).ThenBy(entry => entry.Value.End))
        {
            if (entry.Begin != covered) throw new InvalidDataException($"tensor '{name}' begins at byte {entry.Begin} of the data, expected {covered}");
            covered = entry.End;
        }

        if (covered != dataBytes) throw new InvalidDataException($"its tensors take {covered} bytes, but {dataBytes} follow");
    }

    private static MultiBoxException Damaged(string path, string why) =>
        new($"{path}: not a whole safetensors file: {why}. Use another checkpoint, or train again.");

    private sealed record Entry(ScalarType Type, long[] Shape, long Begin, long End)
    {
        public static Entry Parse(JsonProperty tensor)
        {
            var name = tensor.Value.GetProperty("dtype").GetString() ?? "";
            if (!_types.TryGetValue(name, out var type)) throw Wrong(tensor, $"unknown dtype '{name}'");
            long[] shape = [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(size => Whole(tensor, size))];
            long[] offsets = [.. tensor.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => Whole(tensor, offset))];
            if (offsets is not [var begin, var end] || end < begin) throw Wrong(tensor, $"data_offsets [{string.Join(", ", offsets)}] are no begin and end");
            if (end - begin != Bytes(tensor, type, shape)) throw Wrong(tensor, $"{name} [{string.Join(", ", shape)}] does not fill bytes {begin} to {end}");
            return new Entry(type, shape, begin, end);
        }

        // Sizes beside a 0 are bounded too: libtorch multiplies them.
        private static long Bytes(JsonProperty tensor, ScalarType type, long[] shape)
        {
            try
            {
                var bytes = shape.Aggregate((long)type.ElementSize(), (product, size) => checked(product * Math.Max(1, size)));
                return shape.Contains(0) ? 0 : bytes;
            }
            catch (OverflowException)
            {
                throw Wrong(tensor, $"shape [{string.Join(", ", shape)}] is too large");
            }
        }

        private static long Whole(JsonProperty tensor, JsonElement number) =>
            number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value) && value >= 0 ? value : throw Wrong(tensor, $"{number.GetRawText()} is no size or offset");

        private static InvalidDataException Wrong(JsonProperty tensor, string what) => new($"tensor '{tensor.Name}': {what}");
    }
}
