using System.Text;
using System.Text.Json;

namespace MultiBox.Weights;

/// <summary>The header of a safetensors file: name -> dtype, shape, data_offsets, and <c>__metadata__</c>, pairs of texts.</summary>
/// <param name="Entries">The tensors in the header's order.</param>
/// <param name="Metadata">The pairs; empty when there are none.</param>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    public const string MetadataKey = "__metadata__";

    /// <summary>The limit of the reference implementation.</summary>
    public const int MaxBytes = 100_000_000;

    private const int MaxDepth = 8;

    /// <summary>Reads a header.</summary>
    /// <param name="json">The header.</param>
    /// <param name="dataBytes">How many bytes follow it.</param>
    /// <exception cref="InvalidDataException">It is none, or not that of these bytes.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataBytes)
    {
        try
        {
            // Token by token: a document of all tokens would take many times the header.
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            var header = Parse(ref reader);
            reader.Read(); // Throws when something follows.
            RefuseGaps(header.Entries, dataBytes);
            return header;
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or InvalidOperationException)
        {
            // The second last: text that is no Unicode.
            throw new InvalidDataException($"its header cannot be read: {fault.Message.TrimEnd('.')}", fault);
        }
    }

    private static SafetensorsHeader Parse(ref Utf8JsonReader reader)
    {
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        reader.Read();
        Expect(reader, JsonTokenType.StartObject, "the header");
        while (NextProperty(ref reader) is { } name)
        {
            if (!names.Add(name)) throw new InvalidDataException($"tensor '{name}' is listed twice");
            if (names.Count > WeightLimits.Tensors) throw new InvalidDataException($"it lists more than {WeightLimits.Tensors} tensors");
            if (name == MetadataKey) ReadMetadata(ref reader, metadata);
            else entries.Add(ReadEntry(ref reader, name));
        }

        return new SafetensorsHeader(entries, metadata);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        Expect(reader, JsonTokenType.StartObject, MetadataKey);
        while (NextProperty(ref reader) is { } key)
        {
            Expect(reader, JsonTokenType.String, $"{MetadataKey}.{key}");
            if (!metadata.TryAdd(key, reader.GetString()!)) throw new InvalidDataException($"{MetadataKey}.{key} is listed twice");
            if (metadata.Count > WeightLimits.Tensors) throw new InvalidDataException($"{MetadataKey} has more than {WeightLimits.Tensors} pairs");
        }
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string? dtype = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Expect(reader, JsonTokenType.StartObject, $"tensor '{name}'");
        while (NextProperty(ref reader) is { } key)
        {
            switch (key)
            {
                case "dtype":
                    Expect(reader, JsonTokenType.String, $"tensor '{name}': dtype");
                    dtype = reader.GetString();
                    break;
                case "shape": shape = Wholes(ref reader, name, key); break;
                case "data_offsets": offsets = Wholes(ref reader, name, key); break;
                default: reader.Skip(); break;
            }
        }

        if (dtype is null || shape is null || offsets is null) throw new InvalidDataException($"tensor '{name}' lacks one of dtype, shape and data_offsets");
        if (SafetensorsTypes.Find(dtype) is not { } type) throw new InvalidDataException($"tensor '{name}': unknown dtype '{dtype}'");
        if (offsets is not [var begin, var end] || end < begin) throw new InvalidDataException($"tensor '{name}': data_offsets [{string.Join(", ", offsets)}] are no begin and end");
        if (WeightTensor.Elements(shape) is not { } count || count > long.MaxValue / 8) throw new InvalidDataException($"tensor '{name}': shape [{string.Join(", ", shape)}] is too large");
        return count * type.Size() == end - begin
            ? new SafetensorsEntry(name, type, [.. shape], begin, end)
            : throw new InvalidDataException($"tensor '{name}': {dtype} [{string.Join(", ", shape)}] does not fill bytes {begin} to {end}");
    }

    private static List<long> Wholes(ref Utf8JsonReader reader, string name, string key)
    {
        var numbers = new List<long>();
        Expect(reader, JsonTokenType.StartArray, $"tensor '{name}': {key}");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
            {
                throw new InvalidDataException($"tensor '{name}': {Encoding.UTF8.GetString(reader.ValueSpan)} is no size or offset");
            }

            numbers.Add(number);
            if (numbers.Count > WeightLimits.Dimensions) throw new InvalidDataException($"tensor '{name}': {key} has more than {WeightLimits.Dimensions} numbers");
        }

        return numbers;
    }

    // The format wants every byte to belong to exactly one tensor.
    private static void RefuseGaps(IReadOnlyList<SafetensorsEntry> entries, long dataBytes)
    {
        long covered = 0;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != covered) throw new InvalidDataException($"tensor '{entry.Name}' begins at byte {entry.Begin} of the data, expected {covered}");
            covered = entry.End;
        }

        if (covered != dataBytes) throw new InvalidDataException($"its tensors take {covered} bytes, but {dataBytes} follow");
    }

    // Goes to the value of an object's next property; null at the object's end.
    private static string? NextProperty(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.PropertyName) return null;
        var name = reader.GetString();
        reader.Read();
        return name;
    }

    private static void Expect(in Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type) throw new InvalidDataException($"{what} is {reader.TokenType}, expected {type}");
    }
}
