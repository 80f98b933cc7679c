using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MultiBox.Onnx;

/// <summary>A graph in the making: inputs, nodes, constants and outputs. Made by <see cref="OnnxExporter"/>; one thread at a time.</summary>
public sealed class OnnxGraph
{
    private readonly OnnxExporter _exporter;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _scopes = [];
    private readonly Dictionary<nn.Module, string> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(nn.Module Module, string Name), OnnxValue> _parameters = [];
    private readonly List<UnsupportedModule> _unsupported = [];

    internal OnnxGraph(OnnxExporter exporter, string name) => (_exporter, Name) = (exporter, name);

    /// <summary>The graph's name.</summary>
    public string Name { get; }

    /// <summary>Text pairs that the file carries.</summary>
    public IDictionary<string, string> Metadata { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    internal List<OnnxNode> NodeList { get; } = [];

    internal List<OnnxConstant> Constants { get; } = [];

    internal List<OnnxPort> Inputs { get; } = [];

    internal List<OnnxPort> Outputs { get; } = [];

    /// <summary>Declares an input.</summary>
    /// <param name="input">Its name, shape and type.</param>
    /// <returns>The value that a run gives.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public OnnxValue Input(OnnxInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!_names.Add(input.Name)) throw new ArgumentException($"The name '{input.Name}' is taken.", nameof(input));
        var value = new OnnxValue(this, input.Name);
        Inputs.Add(new OnnxPort(value, input.Type, input.Shape));
        return value;
    }

    /// <summary>Declares an output.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">What it returns.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="type">The type of its elements.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Output(string name, OnnxValue value, IReadOnlyList<OnnxDimension> shape, ScalarType type = ScalarType.Float32)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Check(value);
        ArgumentNullException.ThrowIfNull(shape);
        if (!_names.Add(name)) throw new ArgumentException($"The name '{name}' is taken.", nameof(name));
        // What is an input, a constant or an output already keeps its name.
        var free = NodeList.Any(node => node.Outputs.Contains(value)) && Outputs.All(output => output.Value != value);
        var named = free ? value : Node("Identity", [value]);
        named.Name = name;
        Outputs.Add(new OnnxPort(named, type, shape));
    }

    /// <summary>Adds a node with one output.</summary>
    /// <param name="operation">The operator, such as <c>Conv</c>.</param>
    /// <param name="inputs">Its inputs in order; <see cref="OnnxValue.None"/> for one that is left out.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>Its output.</returns>
    public OnnxValue Node(string operation, IReadOnlyList<OnnxValue> inputs, params IEnumerable<OnnxAttribute> attributes) =>
        Nodes(operation, 1, inputs, attributes)[0];

    /// <summary>Adds a node with several outputs.</summary>
    /// <param name="operation">The operator, such as <c>TopK</c>.</param>
    /// <param name="outputs">How many outputs it has.</param>
    /// <param name="inputs">Its inputs in order; <see cref="OnnxValue.None"/> for one that is left out.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>Its outputs.</returns>
    public IReadOnlyList<OnnxValue> Nodes(string operation, int outputs, IReadOnlyList<OnnxValue> inputs, params IEnumerable<OnnxAttribute> attributes)
    {
        ArgumentException.ThrowIfNullOrEmpty(operation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (var input in inputs) Check(input);
        var name = Unique(Scoped(operation));
        OnnxValue[] results = [.. Enumerable.Range(0, outputs).Select(i => new OnnxValue(this, Unique($"{name}_output_{i}")))];
        NodeList.Add(new OnnxNode(operation, name, [.. inputs], results, [.. attributes]));
        return results;
    }

    /// <summary>A tensor that the file holds.</summary>
    /// <param name="tensor">The tensor, on any device; its content is copied now.</param>
    /// <param name="name">Its name in the current scope; a number is added where it is taken.</param>
    public OnnxValue Initializer(Tensor tensor, string name = "constant")
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentException.ThrowIfNullOrEmpty(name);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var content = tensor.detach().cpu().contiguous().bytes.ToArray();
        return Constant(tensor.dtype, tensor.shape, content, name);
    }

    /// <summary>A list of numbers that the file holds.</summary>
    /// <param name="values">The numbers.</param>
    public OnnxValue Constant(params ReadOnlySpan<float> values) => Constant(ScalarType.Float32, [values.Length], MemoryMarshal.AsBytes(values).ToArray(), "constant");

    /// <summary>A list of integers that the file holds, such as a shape.</summary>
    /// <param name="values">The integers.</param>
    public OnnxValue Constant(params ReadOnlySpan<long> values) => Constant(ScalarType.Int64, [values.Length], MemoryMarshal.AsBytes(values).ToArray(), "constant");

    /// <summary>A number without dimensions that the file holds.</summary>
    /// <param name="value">The number.</param>
    public OnnxValue Scalar(float value) => Constant(ScalarType.Float32, [], BitConverter.GetBytes(value), "constant");

    /// <summary>An integer without dimensions that the file holds.</summary>
    /// <param name="value">The integer.</param>
    public OnnxValue Scalar(long value) => Constant(ScalarType.Int64, [], BitConverter.GetBytes(value), "constant");

    /// <summary>Puts what is added until it is disposed under a name, for people who read the file.</summary>
    /// <param name="name">The name, inside the current scope.</param>
    public IDisposable Scope(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new OnnxScope(_scopes, Path(name));
    }

    /// <summary>Adds what a module with one input and one output computes: one that the exporter knows or has a handler for.</summary>
    /// <param name="module">The module. One that is not known is noted, and refused with all others when the graph is written.</param>
    /// <param name="input">What it takes.</param>
    /// <returns>What it returns.</returns>
    public OnnxValue Layer(nn.Module module, OnnxValue input) => Module(module, [input]) is [var output]
        ? output
        : throw new ArgumentException($"{module.GetType()} returns several values where one is wanted.", nameof(module));

    /// <summary>Adds what a module with several inputs or outputs computes.</summary>
    /// <param name="module">As for <see cref="Layer"/>.</param>
    /// <param name="inputs">What it takes.</param>
    /// <returns>What it returns.</returns>
    public IReadOnlyList<OnnxValue> Module(nn.Module module, IReadOnlyList<OnnxValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (var input in inputs) Check(input);
        NameModules(module, "");
        var path = _paths[module];
        if (_exporter.HandlerOf(module) is not { } handler)
        {
            _unsupported.Add(new UnsupportedModule(path, module.GetType(), null));
            return inputs;
        }

        using var scope = new OnnxScope(_scopes, path);
        try
        {
            return handler(this, module, inputs);
        }
        catch (UnsupportedLayerException fault)
        {
            _unsupported.Add(new UnsupportedModule(path, module.GetType(), fault.Message));
            return inputs;
        }
    }

    /// <summary>Whether the exporter knows a module or has a handler for it.</summary>
    /// <param name="module">The module.</param>
    public bool Knows(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return _exporter.HandlerOf(module) is not null;
    }

    /// <summary>Gives the modules inside a module the names under which its state dictionary has them.</summary>
    /// <param name="root">The module.</param>
    /// <param name="name">Its own name, empty for none. Modules that are named already keep their names.</param>
    public void NameModules(nn.Module root, string name)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(name);
        if (_paths.ContainsKey(root)) return;
        var path = Path(name);
        _paths.Add(root, path);
        foreach (var (inner, module) in root.named_modules()) _paths.TryAdd(module, path.Length == 0 ? inner : $"{path}.{inner}");
    }

    /// <summary>Writes the graph to a file, whole or not at all: under a temporary name beside it, which is then renamed.</summary>
    /// <param name="path">The file, replaced when it exists; its folder is created when absent.</param>
    /// <exception cref="OnnxExportException">A module is not known, or there are more than 2 GB, or the file cannot be written.</exception>
    public void Write(string path) => OnnxFile.Write(this, path);

    /// <summary>Writes the graph.</summary>
    /// <param name="stream">Where to; not closed.</param>
    /// <exception cref="OnnxExportException">A module is not known, or there are more than 2 GB.</exception>
    public void Write(Stream stream) => OnnxFile.Write(this, stream);

    /// <summary>Refuses a graph in which modules are missing.</summary>
    /// <exception cref="OnnxExportException">The modules that are not known, all of them.</exception>
    public void ThrowIfIncomplete()
    {
        if (_unsupported.Count > 0) throw new OnnxExportException(UnsupportedModule.Describe(_unsupported));
    }

    /// <summary>A parameter of a layer, held once however often the layer is called.</summary>
    internal OnnxValue Parameter(nn.Module module, string name, Func<Tensor> tensor)
    {
        if (!_parameters.TryGetValue((module, name), out var value)) _parameters.Add((module, name), value = Initializer(tensor(), name));
        return value;
    }

    private OnnxValue Constant(ScalarType type, long[] shape, byte[] content, string name)
    {
        var value = new OnnxValue(this, Unique(Path(name)));
        Constants.Add(new OnnxConstant(value, type, shape, content));
        return value;
    }

    private void Check(OnnxValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Graph is not null && value.Graph != this) throw new ArgumentException($"The value '{value.Name}' belongs to another graph.", nameof(value));
    }

    // The parts of a module's path are separated by dots, as in its state dictionary; nodes follow after a slash.
    private string Path(string name) => _scopes is [.., { Length: > 0 } scope] ? name.Length == 0 ? scope : $"{scope}.{name}" : name;

    private string Scoped(string operation) => _scopes is [.., { Length: > 0 } scope] ? $"{scope}/{operation}" : operation;

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 1; !_names.Add(unique); i++) unique = $"{name}_{i}";
        return unique;
    }
}
