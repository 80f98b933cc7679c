using System.Runtime.InteropServices;
using MultiBox.Abstractions;

namespace MultiBox.Weights.Tests.Mapping;

public sealed class WeightMappingTests
{
    [Theory]
    [InlineData(WeightTransform.None, new long[] { 2, 3 }, new float[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(WeightTransform.Reshape, new long[] { 6 }, new float[] { 0, 1, 2, 3, 4, 5 })]
    // [[0, 1, 2], [3, 4, 5]] -> [[0, 3], [1, 4], [2, 5]].
    [InlineData(WeightTransform.Transpose, new long[] { 3, 2 }, new float[] { 0, 3, 1, 4, 2, 5 })]
    [InlineData(WeightTransform.FlipInput, new long[] { 2, 3 }, new float[] { 2, 1, 0, 5, 4, 3 })]
    [InlineData(WeightTransform.Ones, new long[] { 2, 3 }, new float[] { 1, 1, 1, 1, 1, 1 })]
    public void A_transform_does_what_it_says(WeightTransform transform, long[] shape, float[] expected)
    {
        var (values, report) = Map([Rule("a", "b", transform)]).Apply(File(("a", [2, 3])), Targets(("b", shape)), 3);
        Assert.Equal(expected, values["b"]);
        Assert.Equal(("b", transform), (report.Mapped[0].To, report.Mapped[0].Transform));
    }

    [Fact]
    public void Flipping_the_input_keeps_what_lies_inside_a_channel()
    {
        var (values, _) = Map([Rule("a", "a", WeightTransform.FlipInput)]).Apply(File(("a", [1, 3, 1, 2])), Targets(("a", [1, 3, 1, 2])), 3);
        Assert.Equal([4f, 5, 2, 3, 0, 1], values["a"]);
    }

    [Theory]
    [InlineData(2f, new float[] { 0, 0.5f, 1 })]
    [InlineData(0f, new float[] { 0, 0, 0 })]
    public void Caffes_factor_divides_its_mean_and_variance(float factor, float[] expected)
    {
        var file = File(("bn/0", [3]), ("bn/1", [3]));
        file = file with { Tensors = [.. file.Tensors, Tensor("bn/2", [1], [factor])] };
        var mapping = Map(
        [
            new MappingRule([NamePattern.Parse("bn/0"), NamePattern.Parse("bn/2")], NamePattern.Parse("mean"), WeightTransform.Divide),
            new MappingRule([NamePattern.Parse("bn/1"), NamePattern.Parse("bn/2")], NamePattern.Parse("var"), WeightTransform.Divide),
        ]);
        var (values, _) = mapping.Apply(file, Targets(("mean", [3]), ("var", [3])), 3);
        Assert.Equal(expected, values["mean"]);
        Assert.Equal(expected, values["var"]);
    }

    [Fact]
    public void A_constant_fills_every_tensor_of_its_name()
    {
        var mapping = Map([new MappingRule([], NamePattern.Parse("bn{k}.weight"), Value: 1)]);
        var (values, _) = mapping.Apply(File(), Targets(("bn1.weight", [2]), ("bn2.weight", [1])), 3);
        Assert.Equal([1f, 1], values["bn1.weight"]);
        Assert.Equal([1f], values["bn2.weight"]);
    }

    [Fact]
    public void Every_tensor_that_has_no_place_or_no_source_is_named()
    {
        var mapping = Map([Rule("a{k}", "b{k}"), Rule("c", "b1")]);
        var fault = Assert.Throws<MultiBoxException>(() => mapping.Apply(
            File(("a1", [2]), ("a2", [2]), ("a3", [3]), ("c", [2]), ("d", [1])), Targets(("b1", [2]), ("b3", [2]), ("e", [4])), 3));
        Assert.Equal(
            """
            x.bin: these are not the weights that the table 't' is for:
              a2 [2]: its place b2 is not in the network
              a3 [3]: its place b3 has [2]
              b1: filled twice, the second time from c
              d [1]: the file has it, the table does not
              b3 [2]: the network has it, nothing in the file fills it
              e [4]: the network has it, nothing in the file fills it
            Use the experiment of their network, or another table.
            """,
            fault.Message);
    }

    [Fact]
    public void What_is_ignored_or_new_has_a_reason_in_the_report()
    {
        var mapping = Map([Rule("a", "a")]) with
        {
            Ignored = [new IgnoredRule(NamePattern.Parse("fc{k}"), "the classifier")],
            New = [new NewRule(NamePattern.Parse("extra.{k}"), "not in the classifier")],
        };
        var (values, report) = mapping.Apply(File(("a", [1]), ("fc1", [5])), Targets(("a", [1]), ("extra.1", [2])), 3);
        Assert.Equal(["a"], values.Keys);
        Assert.Equal([("fc1", "the classifier")], report.Ignored);
        Assert.Equal([("extra.1", "not in the classifier")], report.New);
    }

    [Fact]
    public void Predictors_of_other_classes_start_afresh_where_that_is_allowed()
    {
        var (values, report) = Map([Rule("head", "head")]).Apply(File(("head", [84])), Targets(("head", [16])), 3, name => name == "head");
        Assert.Empty(values);
        Assert.Equal([("head", "[84] in the file, [16] here")], report.New);
    }

    [Fact]
    public void The_background_comes_first_and_goes_back()
    {
        // Two default boxes of three classes: [a, b, background] each.
        var mapping = Map([Rule("p", "p", WeightTransform.BackgroundFirst)]);
        var (values, _) = mapping.Apply(File(("p", [6])), Targets(("p", [6])), 3);
        Assert.Equal([2f, 0, 1, 5, 3, 4], values["p"]);
        Assert.Equal([0f, 1, 2, 3, 4, 5], mapping.Invert(new Dictionary<string, (IReadOnlyList<long>, float[])> { ["p"] = ([6], values["p"]) }, 3).Tensors[0].ToFloats());
    }

    [Fact]
    public void Vggs_first_fully_connected_layer_is_decimated()
    {
        // 4 x 49 numbers of one input channel: of the first output every third of 7 rows and columns is left.
        var (values, _) = Map([Rule("fc", "fc", WeightTransform.Decimate)]).Apply(File(("fc", [4, 49])), Targets(("fc", [1, 1, 3, 3])), 3);
        Assert.Equal([0f, 3, 6, 21, 24, 27, 42, 45, 48], values["fc"]);
    }

    [Fact]
    public void Vggs_second_fully_connected_layer_loses_the_same_inputs()
    {
        var (values, _) = Map([Rule("fc", "fc", WeightTransform.Decimate), Rule("b", "b", WeightTransform.Decimate)])
            .Apply(File(("fc", [8, 8]), ("b", [8])), Targets(("fc", [2, 2, 1, 1]), ("b", [2])), 3);
        Assert.Equal([0f, 4, 32, 36], values["fc"]);
        Assert.Equal([0f, 4], values["b"]);
    }

    [Fact]
    public void The_way_back_gives_the_foreign_tensors()
    {
        var mapping = new WeightMapping(
            "t",
            [
                Rule("w{k}", "net.{k-1}.w", WeightTransform.FlipInput), Rule("f", "f", WeightTransform.Transpose),
                Rule("s", "s", WeightTransform.Reshape) with { ForeignShape = [1, -1, 1] },
                new MappingRule([NamePattern.Parse("m"), NamePattern.Parse("factor")], NamePattern.Parse("mean"), WeightTransform.Divide),
                new MappingRule([], NamePattern.Parse("count"), Value: 0),
            ],
            [], []);
        var file = File(("w1", [2, 3]), ("f", [2, 3]), ("s", [1, 4, 1]), ("m", [2]));
        file = file with { Tensors = [.. file.Tensors, Tensor("factor", [1], [1])] };
        var targets = Targets(("net.0.w", [2, 3]), ("f", [3, 2]), ("s", [4]), ("mean", [2]), ("count", []));
        var (values, _) = mapping.Apply(file, targets, 3);
        var (tensors, leftOut) = mapping.Invert(values.ToDictionary(entry => entry.Key, entry => (targets[entry.Key], entry.Value)), 3);
        Assert.Equal(["count"], leftOut);
        var foreign = file.Tensors.ToDictionary(tensor => tensor.Name);
        Assert.Equal(foreign.Keys.Order(), tensors.Select(tensor => tensor.Name).Order());
        Assert.All(tensors, tensor =>
        {
            Assert.Equal(foreign[tensor.Name].Shape, tensor.Shape);
            Assert.Equal(foreign[tensor.Name].ToFloats(), tensor.ToFloats());
        });
    }

    [Theory]
    [InlineData("ones", "ones: the table 't' makes it by 'Ones', which has no way back for its numbers. Export as safetensors instead.")]
    [InlineData("merged", "merged: the table 't' writes weights in which it is 0.5 everywhere, but it has other numbers now. Export as safetensors instead.")]
    public void What_the_foreign_network_holds_fixed_has_a_way_back_only_while_it_is(string name, string expected)
    {
        var mapping = Map([Rule("gamma", "ones", WeightTransform.Ones), new MappingRule([], NamePattern.Parse("merged"), Value: 0.5f)]);
        var own = new Dictionary<string, (IReadOnlyList<long>, float[])> { ["ones"] = ([2], [1, 1]), ["merged"] = ([2], [0.5f, 0.5f]) };
        var (tensors, leftOut) = mapping.Invert(own, 3);
        Assert.Equal(["gamma"], tensors.Select(tensor => tensor.Name));
        Assert.Equal(["merged"], leftOut);

        own[name] = ([2], [own[name].Item2[0], 0.75f]);
        Assert.Equal(expected, Assert.Throws<MultiBoxException>(() => mapping.Invert(own, 3)).Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Numbers_that_are_not_finite_fill_nothing(float broken)
    {
        var file = File() with { Tensors = [Tensor("a", [2], [1, broken])] };
        Assert.Equal("a: holds numbers that are not finite, for b", Map([Rule("a", "b")]).Try(file, Targets(("b", [2])), 3).Faults[0]);
    }

    [Fact]
    public void A_part_that_is_not_built_needs_no_place_where_the_table_allows_it()
    {
        var mapping = Map([Rule("layer{k}.w", "backbone.layer{k}.w"), Rule("layer{k}.v", "backbone.layer{k}.v")]) with { IsPartial = true };
        var (_, report) = mapping.Apply(File(("layer1.w", [1]), ("layer2.w", [1])), Targets(("backbone.layer1.w", [1])), 3);
        Assert.Equal([("layer2.w", "backbone.layer2 is not built")], report.Ignored);
        var fault = mapping.Try(File(("layer1.w", [1]), ("layer1.v", [1])), Targets(("backbone.layer1.w", [1])), 3).Faults;
        Assert.Equal(["layer1.v [1]: its place backbone.layer1.v is not in the network"], fault);
    }

    private static WeightMapping Map(IReadOnlyList<MappingRule> rules) => new("t", rules, [], []);

    private static MappingRule Rule(string from, string to, WeightTransform transform = WeightTransform.None) => new([NamePattern.Parse(from)], NamePattern.Parse(to), transform);

    private static WeightFile File(params (string Name, long[] Shape)[] tensors) =>
        new("x.bin", "test", [.. tensors.Select(x => Tensor(x.Name, x.Shape, [.. Enumerable.Range(0, (int)x.Shape.Aggregate((a, b) => a * b)).Select(i => (float)i)]))], []);

    private static WeightTensor Tensor(string name, long[] shape, float[] values) => new(name, WeightType.F32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());

    private static Dictionary<string, IReadOnlyList<long>> Targets(params (string Name, long[] Shape)[] targets) =>
        targets.ToDictionary(target => target.Name, target => (IReadOnlyList<long>)target.Shape);
}
