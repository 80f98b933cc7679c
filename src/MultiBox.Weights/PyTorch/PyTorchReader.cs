using System.IO.Compression;
using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>
/// Reads what PyTorch's <c>torch.save</c> wrote of a state dictionary, in its zip form (since 1.6) and the one before. The pickle in
/// it is read, never run: see <see cref="Unpickler"/>. Nested dictionaries give names with dots; a lone <c>state_dict</c>,
/// <c>model_state_dict</c> or <c>model</c> at the top is looked into without its name.
/// </summary>
public static class PyTorchReader
{
    private const string Format = "PyTorch weight";
    private const int MaxNesting = 16;
    private const long LegacyProtocol = 1001;

    private static readonly string[] _wrappers = ["state_dict", "model_state_dict", "model"];

    // PROTO 2, LONG1 of ten bytes: 0x1950a86a20f9469cfc6c, STOP.
    private static ReadOnlySpan<byte> LegacyHead => [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    /// <summary>Whether a file begins as this format does.</summary>
    /// <param name="head">The first bytes.</param>
    internal static bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith("PK\x03\x04"u8) || head.StartsWith(LegacyHead);

    /// <summary>Reads all tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">The file is damaged, or asks for more than tensors.</exception>
    public static WeightFile Read(string path)
    {
        using var stream = File.OpenRead(path);
        try
        {
            var head = new byte[16];
            var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            stream.Position = 0;
            if (head.AsSpan(0, length).StartsWith(LegacyHead)) return ReadLegacy(path, stream);
            if (head.AsSpan(0, length).StartsWith("PK\x03\x04"u8)) return ReadZip(path, stream);
            throw new InvalidDataException("it begins neither as a zip archive nor as PyTorch's older form");
        }
        catch (RefusedPickleException fault)
        {
            throw WeightFaults.Refused(path, $"its pickle asks for {fault.Message}");
        }
        catch (InvalidDataException fault)
        {
            throw WeightFaults.Damaged(path, Format, fault.Message.TrimEnd('.'));
        }
    }

    private static WeightFile ReadZip(string path, FileStream stream)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        var pickle = archive.Entries.FirstOrDefault(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal) || entry.FullName == "data.pkl")
            ?? throw new InvalidDataException("it is an archive without a data.pkl");
        var prefix = pickle.FullName[..^"data.pkl".Length];
        if (archive.GetEntry(prefix + "byteorder") is { } order && System.Text.Encoding.ASCII.GetString(ReadEntry(order, 16)).Trim() is var bytes and not "little")
        {
            throw new InvalidDataException($"its numbers are in byte order '{bytes}'; only little is read");
        }

        var root = new Unpickler(new ByteReader(new MemoryStream(ReadEntry(pickle, stream.Length)))).Load();
        return Collect(path, root, storage =>
        {
            var entry = archive.GetEntry($"{prefix}data/{storage.Key}") ?? throw new InvalidDataException($"its record data/{storage.Key} is missing");
            var size = checked(storage.Count * storage.Type.Size());
            return entry.Length == size ? ReadEntry(entry, stream.Length) : throw new InvalidDataException($"its record data/{storage.Key} has {entry.Length} bytes, expected {size}");
        });
    }

    private static WeightFile ReadLegacy(string path, FileStream stream)
    {
        var reader = new ByteReader(stream);
        new Unpickler(reader).Load(); // The magic number, compared already.
        if (new Unpickler(reader).Load() is not LegacyProtocol) throw new InvalidDataException($"its protocol is not {LegacyProtocol}");
        if (new Unpickler(reader).Load() is PickleDictionary system && system.Items.Any(item => item is ("little_endian", false)))
        {
            throw new InvalidDataException("its numbers are big-endian; only little-endian ones are read");
        }

        var root = new Unpickler(reader).Load();
        if (new Unpickler(reader).Load() is not PickleList keys) throw new InvalidDataException($"the list of its storages is missing before byte {reader.Position}");
        var places = new Dictionary<string, (long Position, long Count)>(StringComparer.Ordinal);
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var storage in Storages(root)) sizes[storage.Key] = storage.Type.Size();
        foreach (var item in keys.Items)
        {
            var key = Convert.ToString(item, System.Globalization.CultureInfo.InvariantCulture)!;
            var count = reader.I64();
            if (!sizes.TryGetValue(key, out var size)) throw new InvalidDataException($"its storage '{key}' belongs to no tensor, so its type is unknown");
            if (count < 0 || count > reader.Remaining / size) throw new InvalidDataException($"its storage '{key}' claims {count} numbers, but {reader.Remaining} bytes follow");
            places[key] = (reader.Position, count);
            stream.Position += count * size;
        }

        return Collect(path, root, storage =>
        {
            if (!places.TryGetValue(storage.Key, out var place) || place.Count != storage.Count) throw new InvalidDataException($"its storage '{storage.Key}' of {storage.Count} numbers is missing");
            stream.Position = place.Position;
            return reader.Bytes(storage.Count * storage.Type.Size());
        });
    }

    private static WeightFile Collect(string path, object root, Func<PickleStorage, byte[]> load)
    {
        var notes = new List<string>();
        var tensors = new List<WeightTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var storages = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, value) in Flatten(Unwrap(root, notes)))
        {
            if (value is not PickleTensor tensor)
            {
                notes.Add($"{name}: no tensor");
                continue;
            }

            if (!names.Add(name)) throw new InvalidDataException($"tensor '{name}' is listed twice");
            if (!storages.TryGetValue(tensor.Storage.Key, out var bytes)) storages[tensor.Storage.Key] = bytes = load(tensor.Storage);
            tensors.Add(View(name, tensor, bytes));
        }

        return tensors.Count > 0 ? new WeightFile(path, Format, tensors, notes) : throw new InvalidDataException("it holds no tensor by name");
    }

    private static object Unwrap(object root, List<string> notes)
    {
        if (root is not PickleDictionary top || top.Items.Any(item => item.Value is PickleTensor)) return root;
        foreach (var wrapper in _wrappers)
        {
            if (top.Items.FirstOrDefault(item => item.Key is string key && key == wrapper).Value is not PickleDictionary inner) continue;
            notes.AddRange(top.Items.Where(item => item.Key is not string key || key != wrapper).Select(item => $"{item.Key}: beside '{wrapper}'"));
            return inner;
        }

        return root;
    }

    // Dictionaries can hold themselves or the same one many times: each is walked once.
    private static IEnumerable<(string Name, object Value)> Flatten(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        return Walk("", root, 0);

        IEnumerable<(string, object)> Walk(string prefix, object value, int depth)
        {
            if (value is not PickleDictionary dictionary) return [(prefix, value)];
            if (depth > MaxNesting) throw new InvalidDataException($"'{prefix}' is nested more than {MaxNesting} deep");
            if (!seen.Add(dictionary)) throw new InvalidDataException($"'{prefix}' is a dictionary that occurs twice");
            return dictionary.Items.SelectMany(item => Walk(prefix.Length == 0 ? $"{item.Key}" : $"{prefix}.{item.Key}", item.Value, depth + 1));
        }
    }

    private static IEnumerable<PickleStorage> Storages(object root) => Flatten(root).Select(item => item.Value).OfType<PickleTensor>().Select(tensor => tensor.Storage);

    private static WeightTensor View(string name, PickleTensor tensor, byte[] bytes)
    {
        var (storage, offset, shape, strides) = tensor;
        var count = WeightTensor.Elements(shape) ?? throw new InvalidDataException($"tensor '{name}' has the shape [{string.Join(", ", shape)}]");
        var text = $"tensor '{name}' [{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}] at {offset}";
        if (count > storage.Count || offset < 0 || offset > storage.Count) throw new InvalidDataException($"{text} leaves its storage of {storage.Count} numbers");
        if (count == 0) return new WeightTensor(name, storage.Type, shape, ReadOnlyMemory<byte>.Empty);
        var last = (Int128)offset;
        for (var i = 0; i < shape.Length; i++) last += (Int128)(shape[i] - 1) * strides[i];
        if (strides.Any(stride => stride < 0) || last >= storage.Count) throw new InvalidDataException($"{text} leaves its storage of {storage.Count} numbers");

        var size = storage.Type.Size();
        if (IsRowMajor(shape, strides)) return new WeightTensor(name, storage.Type, shape, bytes.AsMemory((int)(offset * size), (int)(count * size)));
        var packed = new byte[count * size];
        var index = new long[shape.Length];
        for (var i = 0L; i < count; i++)
        {
            var source = offset;
            for (var d = 0; d < index.Length; d++) source += index[d] * strides[d];
            bytes.AsSpan((int)(source * size), size).CopyTo(packed.AsSpan((int)(i * size)));
            for (var d = index.Length - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;
        }

        return new WeightTensor(name, storage.Type, shape, packed);
    }

    private static bool IsRowMajor(long[] shape, long[] strides)
    {
        long expected = 1;
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            if (shape[d] != 1 && strides[d] != expected) return false;
            expected *= shape[d];
        }

        return true;
    }

    // PyTorch stores its records as they are; one that unpacks to more than the file holds is not its work.
    private static byte[] ReadEntry(ZipArchiveEntry entry, long limit)
    {
        if (entry.Length > limit) throw new InvalidDataException($"its record {entry.FullName} claims {entry.Length} bytes, more than the file has");
        using var data = entry.Open();
        var bytes = new byte[entry.Length];
        var read = data.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : throw new InvalidDataException($"its record {entry.FullName} ends after {read} of {bytes.Length} bytes");
    }
}
