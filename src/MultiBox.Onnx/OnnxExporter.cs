using MultiBox.Onnx.Layers;
using static TorchSharp.torch;

namespace MultiBox.Onnx;

/// <summary>
/// Writes modules of TorchSharp as ONNX files: those that it knows (<c>Sequential</c>, convolutions, normalisations, activations,
/// poolings, ...) and those that it was given a handler for. What is written is what a module computes in evaluation mode; the
/// module is not changed.
/// </summary>
public sealed class OnnxExporter
{
    /// <summary>The version of ONNX's operators that files ask for: ONNX Runtime has it since 1.12.</summary>
    public const int Opset = 17;

    /// <summary>The version of ONNX's file format.</summary>
    public const int IrVersion = 8;

    private readonly Dictionary<Type, OnnxHandler> _handlers = [];

    /// <summary>Says how a type of module with one input and one output is written. It may replace what the exporter knows.</summary>
    /// <typeparam name="TModule">The type; types derived from it are written alike, unless they have a handler of their own.</typeparam>
    /// <param name="write">
    /// Adds to the graph what the module's <c>forward</c> does in evaluation mode, and returns its result: <c>graph.Layer</c> for the modules
    /// inside it, <c>graph.Node</c> and the operators of <see cref="OnnxOperators"/> for the rest.
    /// </param>
    /// <returns>This exporter.</returns>
    public OnnxExporter Handle<TModule>(Func<OnnxGraph, TModule, OnnxValue, OnnxValue> write)
        where TModule : nn.Module
    {
        ArgumentNullException.ThrowIfNull(write);
        _handlers[typeof(TModule)] = (graph, module, inputs) => [write(graph, (TModule)module, Single(module, inputs))];
        return this;
    }

    /// <summary>Says how a type of module with several inputs or outputs is written.</summary>
    /// <typeparam name="TModule">The type.</typeparam>
    /// <param name="write">As for <see cref="Handle"/>; a value for each tensor that <c>forward</c> takes and returns, in order.</param>
    /// <returns>This exporter.</returns>
    public OnnxExporter HandleMany<TModule>(Func<OnnxGraph, TModule, IReadOnlyList<OnnxValue>, IReadOnlyList<OnnxValue>> write)
        where TModule : nn.Module
    {
        ArgumentNullException.ThrowIfNull(write);
        _handlers[typeof(TModule)] = (graph, module, inputs) => write(graph, (TModule)module, inputs);
        return this;
    }

    /// <summary>Writes a module with one input and one output to a file.</summary>
    /// <param name="module">The module. It runs on zeros, once and once more for each dynamic dimension, to learn the shape of its output.</param>
    /// <param name="input">Its input.</param>
    /// <param name="path">The file, replaced when it exists.</param>
    /// <param name="outputName">What its output is named.</param>
    /// <exception cref="OnnxExportException">A module in it is not known, or it does not fit into a file, or the file cannot be written.</exception>
    public void Export(nn.Module<Tensor, Tensor> module, OnnxInput input, string path, string outputName = "output") =>
        ToGraph(module, input, outputName).Write(path);

    /// <summary>Makes a graph of a module with one input and one output.</summary>
    /// <param name="module">As for <see cref="Export"/>.</param>
    /// <param name="input">Its input.</param>
    /// <param name="outputName">What its output is named.</param>
    /// <returns>The graph, whose metadata may be set before it is written.</returns>
    /// <exception cref="OnnxExportException">A module in it is not known.</exception>
    public OnnxGraph ToGraph(nn.Module<Tensor, Tensor> module, OnnxInput input, string outputName = "output")
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(input);
        var graph = CreateGraph(module.GetName());
        var output = graph.Layer(module, graph.Input(input));
        graph.ThrowIfIncomplete();
        var (type, shape) = OutputShape.Of(module, input, outputName);
        graph.Output(outputName, output, shape, type);
        return graph;
    }

    /// <summary>An empty graph, for modules with several inputs or outputs and for computations around a module.</summary>
    /// <param name="name">The graph's name.</param>
    public OnnxGraph CreateGraph(string name = "graph") => new(this, name);

    // Handlers of users come before ours, and those of a type before those of its base.
    internal OnnxHandler? HandlerOf(nn.Module module)
    {
        foreach (var handlers in new[] { _handlers, KnownLayers.Handlers })
        {
            for (var type = module.GetType(); type is not null; type = type.BaseType)
            {
                if (handlers.TryGetValue(type, out var handler)) return handler;
            }
        }

        return null;
    }

    private static OnnxValue Single(nn.Module module, IReadOnlyList<OnnxValue> inputs) => inputs.Count == 1
        ? inputs[0]
        : throw new ArgumentException($"{module.GetType()} takes 1 value, but was given {inputs.Count}.", nameof(inputs));
}

/// <summary>Adds what a module computes to a graph.</summary>
internal delegate IReadOnlyList<OnnxValue> OnnxHandler(OnnxGraph graph, nn.Module module, IReadOnlyList<OnnxValue> inputs);
