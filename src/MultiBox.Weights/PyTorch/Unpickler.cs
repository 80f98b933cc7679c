using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MultiBox.Weights;

/// <summary>
/// Reads pickles that hold tensors, numbers, text, lists, tuples and dictionaries, up to protocol 5. It calls nothing: the few
/// functions that PyTorch writes for a tensor are understood, anything else is refused. The number of instructions is bounded, and
/// with it the time and memory that a pickle takes; objects that hold themselves are harmless, as nothing here walks through them.
/// </summary>
/// <param name="reader">Where the pickle begins.</param>
internal sealed class Unpickler(ByteReader reader)
{
    // PyTorch writes some forty for a tensor.
    private const int MaxInstructions = 1_000_000;

    private readonly List<object> _stack = [];
    private readonly Dictionary<uint, object> _memo = [];
    private readonly Dictionary<string, PickleStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>The storages that the pickle names, by their keys, wherever their tensors are.</summary>
    public IReadOnlyDictionary<string, PickleStorage> Storages => _storages;

    /// <summary>Reads one object.</summary>
    /// <exception cref="InvalidDataException">It is no whole pickle, or a storage is stated twice and differently.</exception>
    /// <exception cref="RefusedPickleException">It asks for more than tensors.</exception>
    public object Load()
    {
        for (var instructions = 0; instructions < MaxInstructions; instructions++)
        {
            var at = reader.Position;
            var code = reader.U8();
            if (code == '.') return Pop();
            Execute((char)code, at);
        }

        throw new RefusedPickleException($"more than {MaxInstructions} instructions, which weights do not need");
    }

    private void Execute(char code, long at)
    {
        switch (code)
        {
            case '\x80': // PROTO
                if (reader.U8() is var protocol and > 5) throw new InvalidDataException($"protocol {protocol} at byte {at} is unknown");
                break;
            case '\x95': reader.U64(); break; // FRAME
            case '(': _stack.Add(PickleMark.Instance); break;
            case '0': Pop(); break;
            case '1': PopToMark(); break;
            case '2': _stack.Add(Peek()); break;
            case 'N': _stack.Add(PickleNone.Instance); break;
            case '\x88': _stack.Add(true); break;
            case '\x89': _stack.Add(false); break;
            case 'J': _stack.Add((long)reader.I32()); break;
            case 'K': _stack.Add((long)reader.U8()); break;
            case 'M': _stack.Add((long)reader.U16()); break;
            case '\x8a': _stack.Add(LongInteger(reader.U8())); break;
            case 'I' or 'L': _stack.Add(TextInteger(Line(), at)); break;
            case 'F': _stack.Add(double.TryParse(Line(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException($"no number at byte {at}")); break;
            case 'G': _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(reader.Bytes(8))); break;
            case 'X': _stack.Add(Utf8(reader.U32())); break;
            case '\x8c': _stack.Add(Utf8(reader.U8())); break;
            case '\x8d': _stack.Add(Utf8((long)Math.Min(reader.U64(), long.MaxValue))); break;
            case 'V': _stack.Add(Line()); break;
            case 'S': _stack.Add(Line().Trim('\'', '"')); break;
            case 'T': _stack.Add(Encoding.Latin1.GetString(reader.TextBytes(reader.U32()))); break;
            case 'U': _stack.Add(Encoding.Latin1.GetString(reader.TextBytes(reader.U8()))); break;
            case 'C': _stack.Add(reader.TextBytes(reader.U8())); break;
            case 'B': _stack.Add(reader.TextBytes(reader.U32())); break;
            case '}': _stack.Add(new PickleDictionary()); break;
            case ']' or '\x8f': _stack.Add(new PickleList()); break; // EMPTY_LIST, EMPTY_SET
            case ')': _stack.Add(PickleTuple.Empty); break;
            case 't': _stack.Add(new PickleTuple([.. PopToMark()])); break;
            case '\x85': _stack.Add(Tuple(1)); break;
            case '\x86': _stack.Add(Tuple(2)); break;
            case '\x87': _stack.Add(Tuple(3)); break;
            case 'l': _stack.Add(List(PopToMark())); break;
            case 'd': Add(new PickleDictionary(), PopToMark(), at); break;
            case 'a': Append(at, [Pop()]); break;
            case 'e' or '\x90': Append(at, PopToMark()); break; // APPENDS, ADDITEMS
            case 's': SetItems(at, [.. PopPair()]); break;
            case 'u': SetItems(at, PopToMark()); break;
            case 'q': _memo[reader.U8()] = Peek(); break;
            case 'r': _memo[reader.U32()] = Peek(); break;
            case 'p': _memo[MemoKey(Line(), at)] = Peek(); break;
            case '\x94': _memo[(uint)_memo.Count] = Peek(); break;
            case 'h': _stack.Add(Remembered(reader.U8(), at)); break;
            case 'j': _stack.Add(Remembered(reader.U32(), at)); break;
            case 'g': _stack.Add(Remembered(MemoKey(Line(), at), at)); break;
            case 'c': _stack.Add(Global(Line(), Line(), at)); break;
            case '\x93': (var name, var module) = (Pop(), Pop()); _stack.Add(Global(module as string ?? "?", name as string ?? "?", at)); break;
            case 'Q': _stack.Add(Persistent(Pop(), at)); break;
            case 'R': (var arguments, var function) = (Pop(), Pop()); _stack.Add(Reduce(function, arguments, at)); break;
            case 'b': Build(at); break;
            default: throw new RefusedPickleException($"instruction 0x{(int)code:x2} at byte {at}, which weights do not need");
        }
    }

    private static PickleGlobal Global(string module, string name, long at)
    {
        var global = new PickleGlobal(module, name);
        return global.IsKnown ? global : throw new RefusedPickleException($"'{WeightFaults.Cut(global.ToString())}' at byte {at}, which is no part of a tensor");
    }

    // ('storage', class, key, device, count), with a sixth entry in the older form: None, or a part of the storage.
    private PickleStorage Persistent(object id, long at)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal { Storage: { } type }, var name, string, long count, .. var rest] } || name is not (string or long) || count < 0)
        {
            throw new InvalidDataException($"no storage at byte {at}");
        }

        if (rest is not ([] or [PickleNone])) throw new InvalidDataException($"a storage inside another at byte {at}, as only the oldest PyTorch wrote. Load and save the file with a newer one");
        var key = Convert.ToString(name, CultureInfo.InvariantCulture)!;
        var storage = new PickleStorage(type, key, count);
        if (!_storages.TryGetValue(key, out var known)) _storages.Add(key, storage);
        else if (known != storage) throw new InvalidDataException($"its storage '{key}' is stated twice, as {known.Count} {known.Type} and as {count} {type}");
        if (_storages.Count > WeightLimits.Tensors) throw new InvalidDataException($"it has more than {WeightLimits.Tensors} storages");
        return known ?? storage;
    }

    private static object Reduce(object function, object arguments, long at)
    {
        if (function is not PickleGlobal global || arguments is not PickleTuple { Items: var items }) throw new RefusedPickleException($"a call at byte {at} that makes no tensor");
        if (global.IsOrderedDict && items.Length == 0) return new PickleDictionary();
        if (global is { Module: "torch", Name: "Size" } && items is [PickleTuple sizes]) return sizes;
        if (global.IsRebuildParameter && items is [PickleTensor parameter, ..]) return parameter;
        if (global.IsRebuildTensor && items is [PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides, ..])
        {
            if (shape.Items.Length > WeightLimits.Dimensions) throw new InvalidDataException($"a tensor of {shape.Items.Length} dimensions at byte {at}, expected at most {WeightLimits.Dimensions}");
            var (sizes2, steps) = (Integers(shape), Integers(strides));
            if (sizes2 is not null && steps is not null && sizes2.Length == steps.Length) return new PickleTensor(storage, offset, sizes2, steps);
        }

        throw new InvalidDataException($"'{global}' at byte {at} does not have the arguments of a tensor");
    }

    // What follows an ordered dictionary: attributes such as _metadata, of no use here.
    private void Build(long at)
    {
        Pop();
        if (Peek() is not PickleDictionary) throw new RefusedPickleException($"the state of an object at byte {at}, which is no part of a tensor");
    }

    private void Append(long at, IReadOnlyList<object> items)
    {
        if (Peek() is not PickleList list) throw new InvalidDataException($"nothing to append to at byte {at}");
        list.Add(items);
    }

    private void SetItems(long at, IReadOnlyList<object> items)
    {
        if (Peek() is not PickleDictionary dictionary || items.Count % 2 != 0) throw new InvalidDataException($"no dictionary to set in at byte {at}");
        for (var i = 0; i < items.Count; i += 2) dictionary.Add(items[i], items[i + 1]);
    }

    private static PickleList List(IReadOnlyList<object> items)
    {
        var list = new PickleList();
        list.Add(items);
        return list;
    }

    private void Add(PickleDictionary dictionary, IReadOnlyList<object> items, long at)
    {
        _stack.Add(dictionary);
        SetItems(at, items);
    }

    private static long[]? Integers(PickleTuple tuple) => tuple.Items.All(item => item is long) ? [.. tuple.Items.Cast<long>()] : null;

    private PickleTuple Tuple(int count)
    {
        var items = new object[count];
        for (var i = count - 1; i >= 0; i--) items[i] = Pop();
        return new PickleTuple(items);
    }

    private object[] PopPair()
    {
        var value = Pop();
        return [Pop(), value];
    }

    private object Pop()
    {
        var top = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object Peek() => _stack.Count > 0 && _stack[^1] is not PickleMark ? _stack[^1] : throw new InvalidDataException($"an empty stack before byte {reader.Position}");

    private List<object> PopToMark()
    {
        var mark = _stack.FindLastIndex(item => item is PickleMark);
        if (mark < 0) throw new InvalidDataException($"no mark before byte {reader.Position}");
        var items = _stack[(mark + 1)..];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private object Remembered(uint key, long at) => _memo.TryGetValue(key, out var item) ? item : throw new InvalidDataException($"nothing is remembered as {key} at byte {at}");

    private static uint MemoKey(string text, long at) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key : throw new InvalidDataException($"no memo key at byte {at}");

    private object LongInteger(byte length)
    {
        var bytes = reader.Bytes(length);
        // PyTorch's own magic number has ten bytes; no size needs more than eight.
        if (length > 8) return bytes;
        var value = length > 0 && (bytes[^1] & 0x80) != 0 ? -1L : 0;
        for (var i = length - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        return value;
    }

    private static object TextInteger(string text, long at) => text switch
    {
        "00" => false,
        "01" => true,
        _ => long.TryParse(text.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw new InvalidDataException($"'{WeightFaults.Cut(text)}' at byte {at} is no integer"),
    };

    private string Utf8(long length) => Encoding.UTF8.GetString(reader.TextBytes(length));

    private string Line()
    {
        var start = reader.Position;
        var bytes = new List<byte>();
        while (reader.U8() is var b and not (byte)'\n')
        {
            bytes.Add(b);
            if (bytes.Count > WeightLimits.Text) throw new InvalidDataException($"a line of more than {WeightLimits.Text} bytes at byte {start}");
        }

        return Encoding.UTF8.GetString([.. bytes]).TrimEnd('\r');
    }
}
