using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Onnx.Tests;

/// <summary>Graphs, handlers, and what is refused.</summary>
public sealed class GraphTests : IDisposable
{
    private static readonly OnnxInput _vector = new("x", [OnnxDimension.Dynamic("batch"), 4]);

    private readonly string _folder = Directory.CreateTempSubdirectory("onnx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void All_modules_that_are_not_known_are_named_with_their_places()
    {
        using var model = Sequential(
            ("first", new Doubling()), ("known", Linear(4, 4)),
            ("inner", Sequential(("second", new Doubling()), ("other", new Halving()), ("norm", BatchNorm1d(4, track_running_stats: false)))),
            ("last", Sequential(("a", new Halving()), ("b", new Halving()), ("c", new Halving()), ("d", new Halving()))));
        var fault = Assert.Throws<OnnxExportException>(() => new OnnxExporter().ToGraph(model, _vector));
        Assert.Equal(
            """
            The model cannot be written as ONNX: some modules are not known.
              MultiBox.Onnx.Tests.GraphTests+Doubling at first, inner.second
              MultiBox.Onnx.Tests.GraphTests+Halving at inner.other, last.a, last.b, last.c and 1 more
              TorchSharp.Modules.BatchNorm1d at inner.norm: it has no running statistics (track_running_stats: false), so that its result depends on the batch
              Say how to write them: OnnxExporter.Handle<T>((graph, module, input) => ...), before exporting. The README of MultiBox.Onnx shows it.
            """, fault.Message);
    }

    [Fact]
    public void A_module_that_is_not_known_by_itself_has_no_path()
    {
        using var model = new Doubling();
        var fault = Assert.Throws<OnnxExportException>(() => new OnnxExporter().ToGraph(model, _vector));
        Assert.Contains("a module is not known.\n  MultiBox.Onnx.Tests.GraphTests+Doubling at the module itself\n", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_serves_derived_types_and_comes_before_what_is_known()
    {
        using var model = Sequential(new Quadrupling(), ReLU());
        var exporter = new OnnxExporter()
            .Handle<Doubling>((graph, module, x) => graph.Multiply(x, graph.Scalar((float)module.Factor)))
            .Handle<ReLU>((graph, _, x) => graph.Node("Neg", [x]));
        using var runtime = Runtime.Of(exporter.ToGraph(model, _vector));
        Assert.Equal([-4f, 8f, -12f, 0f], runtime.Run(tensor(new[] { 1f, -2f, 3f, 0f }, [1, 4]))[0].data<float>().ToArray());
    }

    [Fact]
    public void A_handler_may_take_and_return_several_values()
    {
        using var model = new Doubling();
        var exporter = new OnnxExporter().HandleMany<Doubling>((graph, _, values) => [graph.Add(values[0], values[1]), values[0]]);
        var graph = exporter.CreateGraph();
        var results = graph.Module(model, [graph.Input(_vector), graph.Input(_vector with { Name = "y" })]);
        graph.Output("sum", results[0], _vector.Shape);
        // An input that is returned as it is.
        graph.Output("same", results[1], _vector.Shape);
        using var runtime = Runtime.Of(graph);
        var outputs = runtime.Run(ones(2, 4), full([2, 4], 3f));
        Assert.Equal(["sum", "same"], runtime.Outputs.Keys);
        Assert.Equal((4f, 1f), (outputs[0].max().item<float>(), outputs[1].max().item<float>()));
    }

    [Fact]
    public void Weights_have_their_names_of_the_state_dictionary_and_are_held_once()
    {
        using var shared = Linear(4, 4);
        using var model = Sequential(("a", shared), ("relu", ReLU()), ("again", Sequential(("norm", BatchNorm1d(4)))));
        var graph = new OnnxExporter().CreateGraph();
        var x = graph.Layer(model, graph.Input(_vector));
        graph.Output("y", graph.Layer(shared, x), _vector.Shape);
        var names = graph.Constants.Select(constant => constant.Value.Name).ToList();
        Assert.Equal(["a.weight", "a.bias", "again.norm.weight", "again.norm.bias", "again.norm.running_mean", "again.norm.running_var"], names);
        Assert.Equal(["a/MatMul", "a/Add", "relu/Relu", "again.norm/BatchNormalization", "a/MatMul_1", "a/Add_1"], graph.NodeList.Select(node => node.Name));
    }

    [Fact]
    public void A_model_in_training_stays_so()
    {
        using var model = Sequential(Dropout(0.5), Linear(4, 2));
        model.train();
        _ = new OnnxExporter().ToGraph(model, _vector);
        Assert.True(model.training);
        Assert.All(model.children(), child => Assert.True(child.training));
    }

    [Fact]
    public void Weights_keep_their_type()
    {
        using var model = Linear(4, 2);
        model.to(ScalarType.Float16);
        var graph = new OnnxExporter().CreateGraph();
        graph.Output("y", graph.Layer(model, graph.Input(_vector with { Type = ScalarType.Float16 })), [OnnxDimension.Dynamic("batch"), 2], ScalarType.Float16);
        using var runtime = Runtime.Of(graph);
        Assert.Equal(typeof(Microsoft.ML.OnnxRuntime.Float16), runtime.Inputs["x"].ElementType);
    }

    [Fact]
    public void An_input_of_another_size_than_the_model_takes_is_refused()
    {
        using var model = Linear(5, 2);
        var fault = Assert.Throws<OnnxExportException>(() => new OnnxExporter().ToGraph(model, _vector));
        Assert.StartsWith("The module does not take an input 'x' of [1, 4]: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        using var model = Linear(4, 2);
        var graph = new OnnxExporter().ToGraph(model, _vector);
        Assert.Equal(2, OnnxFile.ToModel(graph, 10_000).Graph.Initializer.Count);
        var fault = Assert.Throws<OnnxExportException>(() => OnnxFile.ToModel(graph, 1000));
        Assert.Contains("more than an ONNX file can hold", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_nothing()
    {
        var path = Path.Combine(_folder, "model.onnx");
        Directory.CreateDirectory(path);
        using var model = Linear(4, 2);
        var fault = Assert.Throws<OnnxExportException>(() => new OnnxExporter().Export(model, _vector, path));
        Assert.StartsWith($"{path}: cannot be written (", fault.Message, StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_graph_refuses_names_that_are_taken_and_values_of_others()
    {
        var graph = new OnnxExporter().CreateGraph();
        var x = graph.Input(_vector);
        Assert.Throws<ArgumentException>(() => graph.Input(_vector));
        Assert.Throws<ArgumentException>(() => graph.Output("x", x, _vector.Shape));
        var other = new OnnxExporter().CreateGraph();
        Assert.Throws<ArgumentException>(() => other.Relu(x));
    }

    [Fact]
    public void Tensors_are_not_leaked()
    {
        using var model = Sequential(Linear(4, 4), PReLU(4), LayerNorm(4, elementwise_affine: false), Unflatten(1, [4, 1]), GroupNorm(2, 4));
        _ = new OnnxExporter().ToGraph(model, _vector);
        var before = Tensor.TotalCount;
        _ = new OnnxExporter().ToGraph(model, _vector);
        Assert.Equal(before, Tensor.TotalCount);
    }

    private class Doubling() : Module<Tensor, Tensor>("doubling")
    {
        public virtual double Factor => 2;

        public override Tensor forward(Tensor input) => input * Factor;
    }

    private sealed class Quadrupling : Doubling
    {
        public override double Factor => 4;
    }

    private sealed class Halving() : Module<Tensor, Tensor>("halving")
    {
        public override Tensor forward(Tensor input) => input / 2;
    }
}
