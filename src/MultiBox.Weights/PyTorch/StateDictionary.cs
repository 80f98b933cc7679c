namespace MultiBox.Weights;

/// <summary>Finds the tensors in what a pickle holds, and cuts them out of their storages.</summary>
internal sealed class StateDictionary
{
    private const int MaxNesting = 16;
    private const int MaxNotes = 100;
    private const int LongestName = 512;

    private static readonly string[] _wrappers = ["state_dict", "model_state_dict", "model"];

    private readonly Func<PickleStorage, byte[]> _load;
    private readonly List<string> _notes = [];
    private readonly List<WeightTensor> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<PickleDictionary> _walked = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, byte[]> _storages = new(StringComparer.Ordinal);
    private readonly long _fileBytes;
    private int _moreNotes;
    private long _bytes;

    private StateDictionary(Func<PickleStorage, byte[]> load, long fileBytes) => (_load, _fileBytes) = (load, fileBytes);

    /// <summary>Collects the tensors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="root">What its pickle holds.</param>
    /// <param name="fileBytes">The file's size, which bounds what tensors that share a storage take together.</param>
    /// <param name="load">Reads a storage.</param>
    /// <exception cref="InvalidDataException">There is no tensor by name, or one that cannot be.</exception>
    public static WeightFile Collect(string path, object root, long fileBytes, Func<PickleStorage, byte[]> load)
    {
        var state = new StateDictionary(load, fileBytes);
        state.Walk("", state.Unwrap(root), 0);
        if (state._moreNotes > 0) state._notes.Add($"and {state._moreNotes} more");
        return state._tensors.Count > 0
            ? new WeightFile(path, PyTorchReader.Format, state._tensors, state._notes)
            : throw new InvalidDataException("it holds no tensor by name");
    }

    private object Unwrap(object root)
    {
        if (root is not PickleDictionary top || top.Items.Any(item => item.Value is PickleTensor)) return root;
        foreach (var wrapper in _wrappers)
        {
            if (top.Items.FirstOrDefault(item => item.Key is string key && key == wrapper).Value is not PickleDictionary inner) continue;
            foreach (var (key, _) in top.Items.Where(item => item.Key is not string key || key != wrapper)) Note(Name(key), $"beside '{wrapper}'");
            return inner;
        }

        return root;
    }

    // Dictionaries can hold themselves or the same one many times: each is walked once.
    private void Walk(string name, object value, int depth)
    {
        if (value is PickleTensor tensor)
        {
            Add(name, tensor);
            return;
        }

        if (value is not PickleDictionary dictionary)
        {
            Note(name, "no tensor");
            return;
        }

        if (depth > MaxNesting) throw new InvalidDataException($"'{name}' is nested more than {MaxNesting} deep");
        if (!_walked.Add(dictionary)) throw new InvalidDataException($"'{name}' is a dictionary that occurs twice");
        foreach (var (key, inner) in dictionary.Items)
        {
            var part = Name(key);
            if (name.Length + part.Length >= LongestName) throw new InvalidDataException($"it has a name of more than {LongestName} letters in '{WeightFaults.Cut(name)}'");
            Walk(name.Length == 0 ? part : $"{name}.{part}", inner, depth + 1);
        }
    }

    private void Add(string name, PickleTensor tensor)
    {
        if (!_names.Add(name)) throw new InvalidDataException($"tensor '{name}' is listed twice");
        if (_names.Count > WeightLimits.Tensors) throw new InvalidDataException($"it has more than {WeightLimits.Tensors} tensors");
        var view = new StorageView(name, tensor);
        _bytes += view.Bytes;
        if (_bytes > WeightLimits.Sharing * _fileBytes) throw new InvalidDataException($"its tensors up to '{name}' are {_bytes} bytes, more than {WeightLimits.Sharing} times the file's {_fileBytes}");
        if (!_storages.TryGetValue(tensor.Storage.Key, out var storage)) _storages[tensor.Storage.Key] = storage = _load(tensor.Storage);
        _tensors.Add(new WeightTensor(name, tensor.Storage.Type, tensor.Shape, view.Of(storage)));
    }

    private void Note(string name, string what)
    {
        if (_notes.Count < MaxNotes) _notes.Add($"{WeightFaults.Cut(name)}: {what}");
        else _moreNotes++;
    }

    private static string Name(object key) => key switch
    {
        string text => text,
        long number => $"{number}",
        bool or double => $"{key}",
        _ => "?",
    };
}
